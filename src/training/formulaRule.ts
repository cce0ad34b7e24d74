// A rule written by hand as one that can be kept, adapted and evaluated like any other.

import { layoutOf } from '../experiment/layout.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { withFormula } from '../experiment/withFormula.ts';
import { refuseFormula } from '../formula/refuse.ts';
import { success, type Result } from '../lib/result.ts';
import { freshParameters } from '../mplp/fresh.ts';
import type { RuleCheckpoint } from '../record/rule.ts';

/** The rule of a formula on the task and network of `spec`; a formula that cannot be read is refused. */
export function formulaRule(spec: ExperimentSpec, formula: string): Result<RuleCheckpoint> {
  const read = refuseFormula(withFormula(spec, formula));
  if (!read.ok) return read;
  return success({ spec: read.value, metaSteps: 0, parameters: freshParameters(read.value, layoutOf(read.value)) });
}
