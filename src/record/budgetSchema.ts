// A budget from outside.

import { numberFrom, objectOf, wholeFrom } from '../lib/schema.ts';
import type { Budget } from './run.ts';

export const budgetSchema = objectOf<Budget>(
  {
    metaSteps: wholeFrom(1, 1e9),
    minutes: numberFrom(0, Number.MAX_VALUE, 'above'),
    heldOutBelow: numberFrom(0, Number.MAX_VALUE, 'above'),
  },
  ['metaSteps', 'minutes', 'heldOutBelow'],
);
