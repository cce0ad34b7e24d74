// What the channels of shipped rules mean, as `mplp explain --ship` measured it: the file beside the page.

import {
  exactly,
  listOf,
  numberFrom,
  objectOf,
  oneOf,
  orNull,
  parse,
  recordOf,
  textUpTo,
  wholeFrom,
} from '../lib/schema.ts';
import type { Result } from '../lib/result.ts';
import { refuseNewer } from '../lib/newer.ts';
import { CAUSES, meaningOf, type Explanation, type Meaning } from './explanation.ts';

/** The channels of one rule. */
export interface RuleMeanings extends Pick<Explanation, 'tasks' | 'steps' | 'seed' | 'backend'> {
  /** By group of agents, channel 1 first. */
  readonly channels: Readonly<Record<string, readonly Meaning[]>>;
}

export interface MeaningsFile {
  readonly version: 1;
  /** By shipped id. */
  readonly rules: Readonly<Record<string, RuleMeanings>>;
}

/** The part of an explanation that names channels, shares rounded as they are shown. */
export function meaningsOf({ tasks, steps, seed, backend, channels }: Explanation): RuleMeanings {
  const byGroup: Record<string, Meaning[]> = {};
  for (const one of channels) (byGroup[one.group] ??= []).push(meaningOf(one));
  return { tasks, steps, seed, backend, channels: byGroup };
}

const VERSION = 1;
const text = textUpTo(200);
const meaning = objectOf<Meaning>({
  name: orNull(oneOf([...CAUSES, 'same']), null),
  share: orNull(numberFrom(0, 1), null),
});
const rule = objectOf<RuleMeanings>({
  tasks: wholeFrom(1, 1e9),
  steps: wholeFrom(1, 1e6),
  seed: wholeFrom(0, Number.MAX_SAFE_INTEGER),
  backend: text,
  channels: recordOf(listOf(meaning, 1, 1000), 1000),
});
const file = objectOf<MeaningsFile>({ version: exactly(VERSION), rules: recordOf(rule, 1000) });

/** The file of `mplp explain --ship`, from parsed JSON. */
export function parseMeanings(value: unknown): Result<MeaningsFile> {
  return refuseNewer(value, 'version', VERSION, 'the file of meanings') ?? parse(file, value);
}
