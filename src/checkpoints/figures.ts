import { listOf, numberFrom, objectOf, refuse, textUpTo, wholeFrom, type Parser } from '../lib/parse.ts';
import { success } from '../lib/result.ts';
import { MOST_INNER_STEPS } from '../experiment/types.ts';
import type { EvaluationFigures } from '../record/rule.ts';

/** A loss; JSON writes a loss that is not finite as null, which reads back as NaN. */
const loss: Parser<number> = (value, path) =>
  value === null ? success(NaN) : numberFrom(0, Number.MAX_VALUE)(value, path);
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

/** Reads evaluation figures from parsed JSON; each list of losses holds steps + 1 values. */
export const parseFigures: Parser<EvaluationFigures> = (value, path) => {
  const parsed = fields(value, path);
  if (!parsed.ok) return parsed;
  for (const name of LISTS) {
    const list = parsed.value[name];
    if (list !== undefined && list.length !== parsed.value.steps + 1) {
      return refuse(`${path}.${name}`, list, `one value for each of the steps 0 to ${parsed.value.steps}`);
    }
  }
  return parsed;
};
