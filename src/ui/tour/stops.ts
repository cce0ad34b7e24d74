// The seven stops of the tour: what is shown, what is said, and what each mark means, there where it stands.

import type { EpisodeRecord } from '../../record/episode.ts';
import { phasesOf, type AgentRef } from '../../record/moment.ts';
import type { Phase } from '../../experiment/topology.ts';
import { agentCount } from '../../experiment/layout.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import { defaultSelection } from '../../store/inspector/defaultSelection.ts';
import { parameterCount } from '../../store/experiment/experiment.ts';
import type { TourScene } from '../../store/tour/tour.ts';
import { hasAgents } from '../../viz/agents/agentData.ts';
import { agentName } from '../../viz/agents/agentNames.ts';
import { countWord, plural } from '../../viz/common/format.ts';
import { ruleKind } from '../../experiment/ruleKinds.ts';

export interface TourMark {
  /** What is seen, in a word or two. */
  readonly sign: string;
  readonly means: string;
  /** Where it stands on the page; the mark's number is put there if it is found. */
  readonly at?: string;
}

export interface TourStop {
  readonly title: string;
  readonly text: string;
  /** The figure that gets the ring; the first that is on screen. */
  readonly figure: readonly string[];
  readonly marks: readonly TourMark[];
  readonly scene: TourScene;
}

interface Facts {
  readonly spec: ExperimentSpec;
  readonly agent: AgentRef | undefined;
  readonly name: string;
  readonly at: (find: (phase: Phase) => boolean) => TourScene;
}

function factsOf(record: EpisodeRecord): Facts {
  const { spec } = record.header;
  const agent = hasAgents(record) ? defaultSelection(record) : undefined;
  const phases = phasesOf(spec);
  return {
    spec,
    agent,
    name: agent === undefined ? 'one weight' : agentName(spec, agent),
    at: (find) => ({ moment: { step: 1, phase: Math.max(0, phases.findIndex(find)) }, drawer: false }),
  };
}

const task = ({ spec, at }: Facts): TourStop => ({
  title: 'The task',
  text: `A small network has to learn one curve from a few points: ${countWord(spec.recipe.batch)} new ones in each of ${plural(spec.recipe.innerSteps, 'inner step')}. ${spec.recipe.learnedPrior ? 'It starts from weights that were learned too; of this task it knows nothing yet.' : 'It starts from random weights: nothing here has learned anything yet.'}`,
  figure: ['.fig-fit'],
  marks: [
    { sign: 'grey band', means: 'the target, the curve to be learned', at: '.fig-target' },
    { sign: 'teal line', means: 'what the network says now', at: '.fig-line-now' },
    { sign: 'black points', means: 'support points, all it is shown in this step', at: '.fig-point' },
    {
      sign: 'dots on the right',
      means: 'loss on fresh points after each step; hollow: still to come',
      at: '.fig-loss-dot',
    },
  ],
  scene: at((phase) => phase.kind === 'loss'),
});

const innerStep = ({ at }: Facts): TourStop => ({
  title: 'One inner step',
  text: 'Time runs from left to right. Each block is one inner step, each cell one phase of it. Drag over the cells, or press the arrow keys outside this tour, to go to any moment.',
  figure: ['.clock-inner .clock-centre', '.timeline'],
  marks: [
    { sign: 'fwd', means: 'the points run forward through the network', at: '.step-now [data-kind=forward]' },
    { sign: 'loss', means: 'output and target are compared', at: '.step-now [data-kind=loss]' },
    { sign: '‹', means: 'messages go back through that layer', at: '.step-now [data-kind=back]' },
    { sign: 'update', means: 'every weight and bias changes at once', at: '.step-now [data-kind=update]' },
  ],
  scene: at((phase) => phase.kind === 'forward'),
});

const network = ({ spec, at }: Facts): TourStop => ({
  title: 'A network of agents',
  text: `The network is made of ${agentCount(spec)} agents. Each does its small part on the way forward and stores what it saw. Each also runs the learned rule, and knows nothing but what it stored and what its neighbour tells it.`,
  figure: ['.fig-agents'],
  marks: [
    { sign: 'line', means: 'a weight agent', at: '.fig-key-line' },
    { sign: 'circle', means: 'a bias agent', at: 'circle.fig-key-shape' },
    { sign: 'square', means: 'an activation agent', at: 'rect.fig-key-shape' },
    { sign: 'diamond', means: 'the loss agent', at: '.fig-key-loss' },
  ],
  scene: at((phase) => phase.kind === 'forward'),
});

const messages = ({ spec, at }: Facts): TourStop => {
  const last = phasesOf(spec).filter((phase) => phase.kind === 'back').length - 1;
  return {
    title: 'Messages going back',
    text: `The loss agent speaks first, then layer after layer, from right to left. Nobody computes a gradient: each agent reads ${plural(spec.rule.messageSize, 'number')} and says ${spec.rule.messageSize} others.`,
    figure: ['.fig-agents'],
    marks: [
      { sign: 'tinted column', means: 'the layer that speaks now', at: '.fig-turn-speaking' },
      { sign: 'strip of cells', means: 'one message: blue below zero, orange above' },
      { sign: 'outline', means: 'an agent that has not spoken in this step' },
      { sign: 'arrow', means: 'the way messages travel', at: '.fig-arrow-text' },
    ],
    scene: at((phase) => phase.kind === 'back' && phase.block === Math.min(1, last)),
  };
};

const inspector = ({ spec, agent, name, at }: Facts): TourStop => ({
  title: 'One agent from inside',
  text: `${name} is, of the largest group of weights, the one that the first step moves most. The inspector reads any agent you click: one row for each point, one column for each number of its message.`,
  figure: ['.rail-right .insp-inner', '.rail-right'],
  marks: [
    { sign: 'Says, Hears', means: 'its message to the left, and the one from the right', at: '.insp-map-title' },
    { sign: 'mean', means: 'the same, averaged over the points', at: '.insp-mean-frame' },
    ...(ruleKind(spec.rule).remembers
      ? [{ sign: 'memory', means: 'numbers it keeps from step to step', at: '.insp-bracket' }]
      : [{ sign: 'no memory', means: 'this rule starts every step anew' }]),
    { sign: 'dots', means: 'the change each point asks for: left lowers, right raises', at: '.insp-dot' },
  ],
  scene: { ...at((phase) => phase.kind === 'update'), agent },
});

const update = ({ spec, agent, name, at }: Facts): TourStop => ({
  title: 'What a weight does with its message',
  text: `Each point asks ${name} for a change. The rule averages, centres and scales what they ask. Then all ${parameterCount(spec)} weights and biases change at once, and the next inner step begins.`,
  figure: ['.insp-block:has(> .insp-equations)', '.rail-right'],
  marks: [
    { sign: 'd', means: 'the change a point asks for; with a bar: the mean', at: '.insp-equations > :first-child' },
    { sign: 'μ', means: 'the centre, so that a fresh rule changes nothing on average' },
    { sign: 's', means: 'the step size, learned for this kind of agent' },
    { sign: 'Δw', means: 'the change made; w ← w + Δw', at: '.insp-equations > :last-child' },
  ],
  scene: { ...at((phase) => phase.kind === 'update'), agent },
});

const outerClock = ({ spec, at }: Facts): TourStop => ({
  title: 'The outer clock: training the rule',
  text: `How agents react is learned too. One meta-step lets the rule adapt to ${plural(spec.recipe.tasks, 'new task')}, judges the result on held-out points, and nudges the rule. Thousands of meta-steps make a rule like this one.`,
  figure: ['.clock-outer'],
  marks: [
    { sign: 'Meta-training', means: 'opens the curves and the settings of a run (M)', at: '.drawer-toggle' },
    { sign: 'Train', means: 'start from scratch, or go on with this rule', at: '.clock-outer .btn' },
    { sign: 'meta-step', means: 'one turn of this clock; an inner step is one turn of the clock above' },
  ],
  scene: at((phase) => phase.kind === 'update'),
});

/** The tour through a record, in order. */
export function tourStops(record: EpisodeRecord): readonly TourStop[] {
  const facts = factsOf(record);
  return [task, innerStep, network, messages, inspector, update, outerClock].map((stop) => stop(facts));
}
