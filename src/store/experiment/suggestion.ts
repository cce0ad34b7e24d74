// Which shipped rule to try where the one in use was not trained on the task on show. Pure.

import { startOfShipped, type ShippedManifest, type ShippedRule } from '../../checkpoints/types.ts';
import { sameLayers } from '../../experiment/otherNetwork.ts';
import { outsideTraining } from '../../experiment/outside.ts';
import { startIn } from '../../experiment/presets.ts';
import type { ExperimentSpec, ProbeSpec } from '../../experiment/types.ts';
import { specOfShipped } from './experiment.ts';

/**
 * The first shipped rule of the same network that was trained on the probe, of the same kind of start if one of these was;
 * undefined where `spec` was, or none was.
 */
export function suggestedRule(
  { rules }: ShippedManifest,
  spec: ExperimentSpec,
  probe: ProbeSpec,
): ShippedRule | undefined {
  if (outsideTraining(spec, probe).length === 0) return undefined;
  const trained = rules.filter((rule) => {
    const other = specOfShipped(rule);
    // The layers say of which family the tasks are, too.
    return sameLayers(other.network.layers, spec.network.layers) && outsideTraining(other, probe).length === 0;
  });
  return trained.find((rule) => startOfShipped(rule) === startIn(spec)) ?? trained[0];
}
