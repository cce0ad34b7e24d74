// What channels of messages mean, for every figure that shows one: nothing where nobody measured.

import { createContext, useContext } from 'react';

/** `94 % the gradient`. @param channel from 0. @returns undefined where it is not known. */
export type ChannelNames = (group: string, channel: number) => string | undefined;

export const ChannelNamesContext = createContext<ChannelNames>(() => undefined);

export function useChannelNames(): ChannelNames {
  return useContext(ChannelNamesContext);
}
