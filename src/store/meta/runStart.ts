// A run as it begins, or goes on, on this machine. Loaded with the first training.

import { diffSpecs, textOfValue } from '../../experiment/diff.ts';
import { PRESETS, type PresetId } from '../../experiment/presets.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import type { RuleInfo } from '../../protocol/messages.ts';
import type { Budget } from '../../record/run.ts';
import { RUN_FORMAT, type TrainedRun } from '../../record/trainedRun.ts';
import { LAB_VERSION } from '../../record/version.ts';
import type { LabContext } from '../context.ts';
import { nearestPreset } from '../experiment/experiment.ts';
import type { RunSettings } from './training.ts';

/** A run that begins. */
export interface RunStart {
  readonly id: string;
  readonly rule: RuleInfo;
  readonly settings: RunSettings;
  readonly from: number;
  /** The kept run that goes on; it has the id. */
  readonly goesOn?: TrainedRun | undefined;
}

const LONGEST_NAME = 200;

/** What tells the run from others: how its rule differs from the preset's, and where it begins. */
function nameOf(spec: ExperimentSpec, preset: PresetId, from: number): string {
  const settings = diffSpecs(PRESETS[preset].spec, spec)
    .filter(({ field }) => field.startsWith('rule.') && field !== 'rule.formula')
    .map(({ field, to }) => `${field.slice('rule.'.length)} ${textOfValue(to)}`);
  const start = from === 0 ? 'from scratch' : `on from meta-step ${from}`;
  return [preset, ...settings, start].join(', ').slice(0, LONGEST_NAME);
}

/** The run as it begins, on this machine. */
function startedRun({ store, page }: LabContext, { id, rule, settings, from }: RunStart): TrainedRun {
  const { navigator } = page.window;
  const nowMs = page.dateMs();
  const backend = store.getState().session.backend?.backend ?? 'none';
  const preset = nearestPreset(rule.spec);
  return {
    ...{ runFormat: RUN_FORMAT, id, tags: [], spec: rule.spec, preset, budget: settings.budget },
    name: nameOf(rule.spec, preset, from),
    ...{ status: 'running', from, metaSteps: from, trainedMs: 0, attempts: 1, createdMs: nowMs, updatedMs: nowMs },
    versions: [LAB_VERSION],
    machine: {
      name: navigator.userAgent.slice(0, LONGEST_NAME),
      backend,
      threads: backend === 'wasm' ? Math.max(1, navigator.hardwareConcurrency || 1) : 1,
    },
    ...{ checkpoints: [], evaluations: [] },
  };
}

/** A kept run that goes on with another budget: its own is counted from where it once began. */
function continuedRun(run: TrainedRun, { metaSteps, minutes, ...others }: Budget): TrainedRun {
  const { cause: _before, ...rest } = run;
  const budget = {
    ...others,
    ...(metaSteps !== undefined && { metaSteps: run.metaSteps - run.from + metaSteps }),
    ...(minutes !== undefined && { minutes: run.trainedMs / 60_000 + minutes }),
  };
  const versions = [...new Set([...run.versions, LAB_VERSION])];
  return { ...rest, budget, versions, status: 'running', attempts: run.attempts + 1 };
}

/** The run, new or going on. */
export function begunRun(context: LabContext, start: RunStart): TrainedRun {
  return start.goesOn ? continuedRun(start.goesOn, start.settings.budget) : startedRun(context, start);
}
