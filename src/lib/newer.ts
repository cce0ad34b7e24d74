// What a newer lab wrote is refused whole, with both versions named: nothing else of it can be judged, or may be changed.

import { failure, type Result } from './result.ts';

/**
 * The refusal of a value in a later format.
 *
 * @param field that holds the number of its format.
 * @param reads the format this lab reads and writes.
 * @param what it is, for the refusal: "the run".
 * @returns undefined for a value of this format or an earlier one, and for what has no format: others refuse that.
 */
export function refuseNewer(value: unknown, field: string, reads: number, what: string): Result<never> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const format = (value as Readonly<Record<string, unknown>>)[field];
  if (typeof format !== 'number' || format <= reads) return undefined;
  return failure(field, `${what} is in format ${format}, a newer version; this lab reads format ${reads}`);
}
