// The numbers of each agent that can be drawn.

/** One number of each agent; beside these, one channel of its message, `message1` to `messageM`. */
export const AGENT_CHANNELS = ['change', 'weight', 'norm', 'carry', 'spread'] as const;
export type AgentChannel = (typeof AGENT_CHANNELS)[number] | `message${number}`;
