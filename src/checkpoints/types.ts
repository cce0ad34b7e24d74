// What is shipped with the lab: `public/checkpoints/manifest.json`.

import type { EvaluationFigures } from '../record/rule.ts';
import { startOf, type PresetId, type StartKind } from '../experiment/presets.ts';
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
  /** What it was trained on, and from which weights, where that is not its preset's. */
  readonly task?: TaskSpec;
  readonly start?: StartKind;
  /** File names beside the manifest. */
  readonly file: string;
  /** A cached episode record, painted before any backend is ready. */
  readonly episode?: string;
  readonly metaSteps: number;
  readonly evaluation: EvaluationFigures;
  /** Not there where nobody measured so far. */
  readonly far?: FarFigures;
  readonly command: string;
}

/** From which weights a shipped rule adapts. */
export const startOfShipped = ({ preset, start }: Pick<ShippedRule, 'preset' | 'start'>) => start ?? startOf(preset);

/** How far past its horizon a shipped rule is measured, inner steps. */
export const HELD_STEPS = 50;

/** A shipped rule over `HELD_STEPS` inner steps, and what its training takes. */
export interface FarFigures {
  /** The inner step up to which its mean loss stays good. */
  readonly holdsUntil: number;
  /** Mean loss after the last step; NaN where no task stayed finite. */
  readonly lossAtEnd: number;
  /** Tasks that had diverged by then, of those of `evaluation`. */
  readonly diverged: number;
  /** Quantile .99 of the loss after the step it was trained for. */
  readonly worstPercentile: number;
  /** Minutes of its training on two threads: its meta-steps times what one takes with its last settings. */
  readonly minutes: number;
}

export interface ShippedManifest {
  readonly version?: 1;
  /** The rule that the page opens on first; then those of no study, best first. */
  readonly rules: readonly ShippedRule[];
}
