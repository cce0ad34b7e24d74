// One cell of the message maps in words and numbers.

import { loudestChannel, meanRow, type Matrix } from '../agents/agentData.ts';
import { countWord, fixed } from '../common/format.ts';

/** A cell of what is said or heard; the mean over the points where no point is given. */
export interface MessageCell {
  readonly says: boolean;
  readonly point: number;
  readonly channel: number;
}

interface Messages {
  readonly says: Matrix | undefined;
  readonly hears: Matrix | undefined;
}

/** What a channel means, of what is said or heard; undefined where it has no name. */
export type NameOf = (says: boolean, channel: number) => string | undefined;

const channelName = (channel: number, name: string | undefined) =>
  name === undefined ? `Channel ${channel + 1}` : `Channel ${channel + 1} (${name})`;

/** `Channel 3 (94 % the gradient), point 4: says −.41.` */
export function cellText({ says, hears }: Messages, cell: MessageCell, nameOf?: NameOf): string {
  const matrix = cell.says ? says : hears;
  const value = matrix?.data[cell.point * matrix.columns + cell.channel];
  if (value === undefined) return '';
  const channel = channelName(cell.channel, nameOf?.(cell.says, cell.channel));
  return `${channel}, point ${cell.point + 1}: ${cell.says ? 'says' : 'hears'} ${fixed(value, 2)}.`;
}

/** The loudest channel of the mean message: `Channel 3, mean of ten points: says −.95, hears −1.00.` */
export function loudestText({ says, hears }: Messages, nameOf?: NameOf): string {
  const loud = says ?? hears;
  if (loud === undefined || loud.rows === 0) return '';
  const mean = meanRow(loud);
  const channel = loudestChannel(mean);
  const heard = hears?.columns === loud.columns ? meanRow(hears)[channel] : undefined;
  const parts = [
    ...(says === undefined ? [] : [`says ${fixed(mean[channel] ?? NaN, 2)}`]),
    ...(heard === undefined ? [] : [`hears ${fixed(heard, 2)}`]),
  ];
  const points = loud.rows === 1 ? 'the one point' : `mean of ${countWord(loud.rows)} points`;
  const name = channelName(channel, nameOf?.(says !== undefined, channel));
  return parts.length === 0 ? '' : `${name}, ${points}: ${parts.join(', ')}.`;
}
