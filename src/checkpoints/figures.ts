import { checked, listOf, notAllowed, numberFrom, objectOf, orNull, textUpTo, wholeFrom } from '../lib/schema.ts';
import { MOST_INNER_STEPS } from '../experiment/types.ts';
import type { EvaluationFigures } from '../record/rule.ts';

/** A loss; JSON writes a loss that is not finite as null, which reads back as NaN. */
export const loss = orNull(numberFrom(0, Number.MAX_VALUE), NaN);
const losses = listOf(loss, 1, MOST_INNER_STEPS + 1);

const fields = objectOf<EvaluationFigures>(
  {
    backend: textUpTo(200),
    tasks: wholeFrom(1, 1e9),
    steps: wholeFrom(0, MOST_INNER_STEPS),
    seed: wholeFrom(0, 2 ** 31 - 1),
    meanLoss: losses,
    medianLoss: losses,
    lowerQuartile: losses,
    upperQuartile: losses,
    sdLoss: losses,
    diverged: wholeFrom(0, 1e9),
    wallMs: numberFrom(0, Number.MAX_VALUE),
  },
  ['lowerQuartile', 'upperQuartile'],
);

const LISTS = ['meanLoss', 'medianLoss', 'lowerQuartile', 'upperQuartile', 'sdLoss'] as const;

/** Evaluation figures; each list of losses holds steps + 1 values. */
export const figuresSchema = checked(fields, (figures) => {
  const at = LISTS.find((name) => figures[name] !== undefined && figures[name].length !== figures.steps + 1);
  if (at === undefined) return undefined;
  return { at, says: notAllowed(figures[at], `one value for each of the steps 0 to ${figures.steps}`) };
});
