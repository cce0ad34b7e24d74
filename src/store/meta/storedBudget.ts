// What the page's storage holds of the last run's budget.

import { parse } from '../../lib/schema.ts';
import { budgetSchema } from '../../record/budgetSchema.ts';
import type { Budget } from '../../record/run.ts';

/** The budget of the last run; none where what is stored is not one. */
export function storedBudget(text: string | null): Budget {
  try {
    const parsed = parse(budgetSchema, JSON.parse(text ?? '{}'));
    return parsed.ok ? parsed.value : {};
  } catch {
    return {};
  }
}
