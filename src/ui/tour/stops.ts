// The stops of the tour: what is shown, what is said, what each mark means there where it stands, and what to try.

import type { EpisodeRecord } from '../../record/episode.ts';
import { phasesOf, type AgentRef } from '../../record/moment.ts';
import type { Phase } from '../../experiment/topology.ts';
import { agentCount } from '../../experiment/layout.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import { defaultSelection } from '../../store/inspector/defaultSelection.ts';
import { parameterCount } from '../../store/experiment/experiment.ts';
import type { Lab } from '../../store/lab.ts';
import type { LabState } from '../../store/labStore.ts';
import { isActive } from '../../store/meta/training.ts';
import type { TourScene } from '../../store/tour/tour.ts';
import { hasAgents } from '../../viz/agents/agentData.ts';
import { agentName } from '../../viz/agents/agentNames.ts';
import { countWord, grouped, plural } from '../../viz/common/format.ts';
import { ruleKind } from '../../experiment/ruleKinds.ts';

export interface TourMark {
  /** What is seen, in a word or two. */
  readonly sign: string;
  readonly means: string;
  /** Where it stands on the page; the mark's number is put there if it is found. */
  readonly at?: string;
}

/** What a reader can try at a stop, and how the page knows that it was tried. */
export interface TourTry {
  readonly ask: string;
  /** @param then the page when the stop was opened. */
  readonly done: (now: LabState, then: LabState) => boolean;
  /** The way back, which belongs to it; asked once it was done. */
  readonly back?: (now: LabState, then: LabState) => boolean;
  /** What the card can do for those who have no keys; whichever of the two is possible now. */
  readonly act?: (now: LabState) => { readonly words: string; readonly run: (lab: Lab) => void };
}

export interface TourStop {
  readonly title: string;
  readonly text: string;
  /** The figure that gets the ring; the first that is on screen. */
  readonly figure: readonly string[];
  readonly marks: readonly TourMark[];
  readonly scene: TourScene;
  readonly todo?: TourTry;
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
  todo: {
    ask: 'Drag a black point up or down: the line follows while you do.',
    done: (now, then) => now.experiment.probe !== then.experiment.probe,
  },
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
  todo: {
    ask: 'Drag over the cells, or click one.',
    done: (now, then) => now.playback.moment !== then.playback.moment,
  },
});

const network = ({ spec, at }: Facts): TourStop => ({
  title: 'A network of agents',
  text: `The network is made of ${grouped(agentCount(spec))} agents. Each does its small part on the way forward and stores what it saw. Each also runs the learned rule, and knows nothing but what it stored and what its neighbour tells it.`,
  figure: ['.fig-agents'],
  marks: [
    { sign: 'line', means: 'a weight agent', at: '.fig-key-line' },
    { sign: 'circle', means: 'a bias agent', at: 'circle.fig-key-shape' },
    { sign: 'square', means: 'an activation agent', at: 'rect.fig-key-shape' },
    { sign: 'diamond', means: 'the loss agent', at: '.fig-key-loss' },
  ],
  scene: at((phase) => phase.kind === 'forward'),
  todo: {
    ask: 'Click any agent, and read it in the inspector.',
    done: (now, then) => now.selection.agent !== then.selection.agent,
  },
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
  text: `Each point asks ${name} for a change. The rule averages, centres and scales what they ask. Then all ${grouped(parameterCount(spec))} weights and biases change at once, and the next inner step begins.`,
  figure: ['.insp-block:has(> .insp-equations)', '.rail-right'],
  marks: [
    { sign: 'd', means: 'the change a point asks for; with a bar: the mean', at: '.insp-equations > :first-child' },
    { sign: 'μ', means: 'the centre, so that a fresh rule changes nothing on average' },
    { sign: 's', means: 'the step size, learned for this kind of agent' },
    { sign: 'Δw', means: 'the change made; w ← w + Δw', at: '.insp-equations > :last-child' },
  ],
  scene: { ...at((phase) => phase.kind === 'update'), agent },
});

const silence = ({ agent, at }: Facts): TourStop => ({
  title: 'Without a layer',
  text: 'Does it need these messages? Silence the whole group of weights that is selected: they say nothing and change nothing. The run of before stays as a thin line, and the header says both losses.',
  figure: ['.fig-fit'],
  marks: [
    { sign: 'X', means: 'silences the agent or layer that is selected' },
    { sign: 'Shift X', means: 'gives everything back' },
    { sign: 'Intervene', means: 'does more, and measures it on many tasks', at: '.rail-change > summary' },
  ],
  scene: { ...at((phase) => phase.kind === 'update'), agent, whole: true },
  todo: {
    ask: 'Silence the layer, look at the line, then give it back.',
    done: ({ experiment }) => experiment.probe.interventions !== undefined,
    back: ({ experiment }) => experiment.probe.interventions === undefined,
    act: ({ experiment }) =>
      experiment.probe.interventions === undefined
        ? { words: 'Silence it', run: (lab) => lab.touch.silence() }
        : { words: 'Give it back', run: (lab) => lab.touch.intact() },
  },
});

const draw = ({ at }: Facts): TourStop => ({
  title: 'A target of your own',
  text: 'The rule was trained on tasks of one kind. What does it do with another? Draw one and see.',
  figure: ['.fig-fit'],
  marks: [
    { sign: 'pencil', means: 'then a stroke over the plot is the target', at: '.fig-fit .fig-header button' },
    { sign: 'Undo', means: 'brings the task of before back (Ctrl Z)' },
  ],
  scene: at((phase) => phase.kind === 'update'),
  todo: {
    ask: 'Take the pencil and draw a line from left to right.',
    done: (now, then) => now.experiment.probe.curve !== then.experiment.probe.curve,
  },
});

const compare = ({ at }: Facts): TourStop => ({
  title: 'Beside ordinary optimisers',
  text: 'The same task and points, learned by others: their lines beside this one, and a table of where each starts, what it reached here and over many tasks, and at what cost.',
  figure: ['.fig-fit'],
  marks: [{ sign: 'chips', means: 'who learns beside the rule', at: '.fig-chips' }],
  scene: at((phase) => phase.kind === 'update'),
  todo: {
    ask: 'Press SGD or Meta-SGD.',
    done: (now, then) => now.lanes.chosen !== then.lanes.chosen || now.lanes.rival !== then.lanes.rival,
  },
});

const ablation = ({ spec, at }: Facts): TourStop => ({
  title: 'Without a part of it',
  text: `This rule sends ${plural(spec.rule.messageSize, 'number')} in each message. Other rules were trained with less; switching compares them on this task.`,
  figure: ['.rail-row', '.rail-left'],
  marks: [{ sign: 'Ablations', means: 'opens the settings; ● is a rule that is there', at: '.rail-row h2' }],
  scene: { ...at((phase) => phase.kind === 'update'), setup: true },
  todo: {
    ask: 'Open Ablations and choose another message size.',
    done: (now, then) => now.ablation !== then.ablation && now.ablation.to !== undefined,
  },
});

const outerClock = ({ spec, at }: Facts): TourStop => ({
  title: 'The outer clock: training the rule',
  text: `How agents react is learned too. One meta-step lets the rule adapt to ${plural(spec.recipe.tasks, 'new task')}, judges the result on held-out points, and nudges the rule. Thousands of meta-steps make a rule like this one.`,
  figure: ['.drawer', '.clock-outer'],
  marks: [
    { sign: 'Start', means: 'from scratch, or go on with this rule', at: '[data-testid=train-start]' },
    { sign: 'meta-step', means: 'one turn of this clock; an inner step is one turn of the clock above' },
  ],
  scene: { ...at((phase) => phase.kind === 'update'), drawer: true },
  todo: {
    ask: 'Start a run. The tour can end while it goes on.',
    done: ({ training }) => training.starting || isActive(training.status),
  },
});

const STOPS = [task, innerStep, network, messages, inspector, update, draw, compare, ablation, silence, outerClock];

/** The tour through a record, in order. */
export function tourStops(record: EpisodeRecord): readonly TourStop[] {
  const facts = factsOf(record);
  return STOPS.map((stop) => stop(facts));
}
