import type { MetaStepReport } from '../../protocol/messages.ts';
import { useLab, useLabState } from '../LabContext.tsx';

/** The meta-training curve; a new array whenever it grew. */
export function useReports(): readonly MetaStepReport[] {
  useLabState((s) => s.training.version);
  return useLab().reports.all;
}
