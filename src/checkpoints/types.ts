// What is shipped with the lab: `public/checkpoints/manifest.json`.

import type { EvaluationFigures } from '../record/rule.ts';
import type { PresetId } from '../experiment/presets.ts';
import type { RuleSpec, TaskSpec } from '../experiment/types.ts';

/** One line of `public/checkpoints/manifest.json`. */
export interface ShippedRule {
  readonly id: string;
  readonly preset: PresetId;
  readonly title: string;
  /** One of a study's rules, shown under its name and never opened first. */
  readonly study?: string;
  /** The settings it was trained with, which an ablation switch looks for. */
  readonly rule: RuleSpec;
  /** What it was trained on, where that is not its preset's task. */
  readonly task?: TaskSpec;
  /** File names beside the manifest. */
  readonly file: string;
  /** A cached episode record, painted before any backend is ready. */
  readonly episode?: string;
  readonly metaSteps: number;
  readonly evaluation: EvaluationFigures;
  /** The inner step up to which its mean loss stays good, of `HELD_STEPS`; not there where nobody measured so far. */
  readonly holdsUntil?: number;
  readonly command: string;
}

/** How far `holdsUntil` is measured. */
export const HELD_STEPS = 50;

export interface ShippedManifest {
  readonly version?: 1;
  /** The rule that the page opens on first; then those of no study, best first. */
  readonly rules: readonly ShippedRule[];
}
