// What a hand set in a probe as text: the same form in links and on the command line.

import type { OwnSupport, ProbeSpec } from '../experiment/types.ts';

/** A number where the text is one, else the text, for the validation to refuse. */
export function numberOr(text: string): number | string {
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text) ? Number(text) : text;
}

/** Heights of a drawn curve with commas between. */
export function curveToText(curve: ProbeSpec['curve']): string | undefined {
  return curve?.join(',');
}

/** The inverse of `curveToText`; not validated. */
export function curveFromText(text: string): unknown {
  return text.split(',').map(numberOr);
}

/** Of each inner step `step,x,offset,x,offset`, steps with colons between. */
export function supportToText(support: readonly OwnSupport[] | undefined): string | undefined {
  return support?.map(({ step, points }) => [step, ...points.flat()].join(',')).join(':');
}

/** The inverse of `supportToText`; not validated. A number without its partner stays alone, to be refused. */
export function supportFromText(text: string): unknown {
  return text.split(':').map((entry) => {
    const [step, ...rest] = entry.split(',').map(numberOr);
    return { step, points: Array.from({ length: Math.ceil(rest.length / 2) }, (_, i) => rest.slice(2 * i, 2 * i + 2)) };
  });
}
