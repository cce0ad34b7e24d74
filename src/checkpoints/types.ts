// What is shipped with the lab: `public/checkpoints/manifest.json`.

import type { EvaluationFigures } from '../record/rule.ts';

/** One line of `public/checkpoints/manifest.json`. */
export interface ShippedRule {
  readonly id: string;
  readonly preset: string;
  readonly title: string;
  /** File names beside the manifest. */
  readonly file: string;
  /** A cached episode record, painted before any backend is ready. */
  readonly episode?: string;
  readonly metaSteps: number;
  readonly evaluation: EvaluationFigures;
  readonly command: string;
}

export interface ShippedManifest {
  /** The best rule first: the page opens on it. */
  readonly rules: readonly ShippedRule[];
}
