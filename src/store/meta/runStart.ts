// A run as it begins, or goes on, on this machine. Loaded with the first training.

import type { RuleInfo } from '../../protocol/messages.ts';
import type { Budget } from '../../record/run.ts';
import { RUN_FORMAT, type RunMachine, type TrainedRun } from '../../record/trainedRun.ts';
import { LAB_VERSION } from '../../record/version.ts';
import { continuedBudget, LONGEST_NAME, runName } from '../../runs/begun.ts';
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

/** This browser, as runs keep it. */
export function pageMachine({ store, page }: LabContext): RunMachine {
  const { navigator } = page.window;
  const backend = store.getState().session.backend?.backend ?? 'none';
  return {
    name: navigator.userAgent.slice(0, LONGEST_NAME),
    backend,
    threads: backend === 'wasm' ? Math.max(1, navigator.hardwareConcurrency || 1) : 1,
  };
}

/** The run as it begins, on this machine. */
function startedRun(context: LabContext, { id, rule, settings, from }: RunStart): TrainedRun {
  const nowMs = context.page.dateMs();
  const preset = nearestPreset(rule.spec);
  return {
    ...{ runFormat: RUN_FORMAT, id, tags: [], spec: rule.spec, preset, budget: settings.budget },
    name: runName(rule.spec, preset, from),
    ...{ status: 'running', from, metaSteps: from, trainedMs: 0, attempts: 1, createdMs: nowMs, updatedMs: nowMs },
    versions: [LAB_VERSION],
    machine: pageMachine(context),
    ...{ checkpoints: [], evaluations: [] },
  };
}

/** A kept run that goes on for so long. */
function continuedRun(run: TrainedRun, budget: Budget): TrainedRun {
  const { cause: _before, ...rest } = run;
  const versions = [...new Set([...run.versions, LAB_VERSION])];
  const attempts = run.attempts + 1;
  return { ...rest, budget: continuedBudget(run, budget), versions, status: 'running', attempts };
}

/** The run, new or going on. */
export function begunRun(context: LabContext, start: RunStart): TrainedRun {
  return start.goesOn ? continuedRun(start.goesOn, start.settings.budget) : startedRun(context, start);
}
