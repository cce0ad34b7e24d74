// How the figures stand, in a link: one line for each part of the view.

import { AGENT_CHANNELS, type AgentChannel } from '../record/agentChannel.ts';
import { MAPS } from '../record/measurement.ts';
import { LANE_IDS } from '../record/lanes.ts';
import { mapped, oneOf, textOf, type Schema } from '../lib/schema.ts';

export const AGENTS_VIEWS = ['lines', 'grid'] as const;
export type AgentsView = (typeof AGENTS_VIEWS)[number];

/** How the figures stand; what is not given is as the page opens. */
export interface LinkView {
  readonly agents?: AgentsView;
  /** What the agents' colour shows. */
  readonly lines?: AgentChannel;
  /** What the agents' size shows; by default the magnitude of their colour. */
  readonly size?: AgentChannel;
  /** The path from the loss to the selected agent stands out. */
  readonly path?: true;
  /** One colour means one number in this step only, not in the whole episode. */
  readonly span?: 'step';
  /** One colour means one number in all groups of agents. */
  readonly across?: 'all';
  /** The sample the inspector writes its equations for, from 0. */
  readonly point?: number;
  /** All agents of the selected one's group are read together. */
  readonly whole?: true;
  /** Optimisers drawn beside the rule, by id, with commas between. */
  readonly lanes?: string;
  /** Shipped id of a rule drawn beside the one in use. */
  readonly rival?: string;
  /** The selected agent's rule is opened. */
  readonly inside?: true;
  /** The meta-training drawer is open. */
  readonly drawer?: true;
  /** A study stands in place of the figures: a shipped one by its id, else `1` for the reader's own last one. */
  readonly study?: string;
  /** The tour begins at this stop, counted from 1. */
  readonly tour?: number;
  /** The runs of the reader's own browser stand there. */
  readonly runs?: true;
  /** A lesion map stands in the agents' place, of units or groups and on so many tasks: `units.256`. */
  readonly map?: string;
}

/** Ids and agents: nothing in them needs more than these characters. */
export const nameText = textOf(/^[A-Za-z0-9._:-]{1,100}$/, 'letters, digits and . _ : -');

const words = (names: readonly string[]) => names.join('|');
const channel = mapped(
  textOf(
    new RegExp(`^(${words(AGENT_CHANNELS)}|message[1-9]\\d{0,3})$`),
    [...AGENT_CHANNELS, 'message1, message2 and so on'].join(', '),
  ),
  (text) => text as AgentChannel, // of that form
);
const lane = `(${words(LANE_IDS)})`;
const lanes = textOf(new RegExp(`^${lane}(,${lane})*$`), `${LANE_IDS.join(', ')}, with commas between`);
/** There or not: 1 in a link. */
const there = mapped(oneOf(['1'], '1'), () => true as const);

const map = textOf(
  new RegExp(`^(${words(MAPS)})\\.[1-9]\\d{0,4}$`),
  `${MAPS.join(' or ')}, a dot and a number of tasks`,
);

/** Key in a link and the form of its text, for every part of the view in the order of links. */
export const VIEW: {
  readonly [K in keyof LinkView]-?: readonly [key: string, form: Schema<NonNullable<LinkView[K]>>];
} = {
  agents: ['view', oneOf(AGENTS_VIEWS, AGENTS_VIEWS.join(', '))],
  lines: ['lines', channel],
  size: ['size', channel],
  path: ['path', there],
  span: ['span', oneOf(['step'], 'step')],
  across: ['across', oneOf(['all'], 'all')],
  point: ['point', mapped(textOf(/^\d{1,4}$/, 'a whole number from 0'), Number)],
  whole: ['all', there],
  lanes: ['lanes', lanes],
  rival: ['vs', nameText],
  inside: ['inside', there],
  drawer: ['drawer', there],
  study: ['study', nameText],
  tour: ['tour', mapped(textOf(/^[1-9]\d?$/, 'a whole number from 1 to 99'), Number)],
  runs: ['runs', there],
  map: ['map', map],
};
