// The numbers of each agent that can be drawn.

/** One number of each agent; beside these, one channel of its message, `message1` to `messageM`. */
export const AGENT_CHANNELS = ['change', 'weight', 'difference', 'agreement', 'norm', 'carry', 'spread'] as const;
export type AgentChannel = (typeof AGENT_CHANNELS)[number] | `message${number}`;

/** What a record holds only while somebody asks for it: true gradients, and the parameters of the intact run. */
export type OnRequest = 'gradients' | 'intact';

/** What has to be asked for so that a channel can be drawn. */
export const REQUESTED_FOR: Readonly<Partial<Record<AgentChannel, OnRequest>>> = {
  agreement: 'gradients',
  difference: 'intact',
};

/** How far one colour scale reaches: in time over the episode or one inner step, over one group of agents or all. */
export interface ColourScale {
  readonly span: 'episode' | 'step';
  readonly across: 'group' | 'all';
}

/** Changes of different steps can be compared by eye, and small groups can be read. */
export const OWN_SCALES: ColourScale = { span: 'episode', across: 'group' };
