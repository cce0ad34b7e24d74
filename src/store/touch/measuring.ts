// What changes measurably do: the state of its measurement.

import type { LesionMap, MapOf, MeasurementReport } from '../../record/measurement.ts';
import type { CommandLine } from '../export/commandLine.ts';

/** What was measured, and of what; rule and changes in use may be others by now. */
export interface Measured {
  readonly report: MeasurementReport;
  /** What was changed, in words. */
  readonly words: string;
  readonly ruleLabel: string;
  readonly metaSteps: number;
  /** The command that gives the same numbers. */
  readonly command: CommandLine;
}

/** A map of what silencing each unit or group does. */
export interface MeasuredMap {
  readonly map: LesionMap;
  readonly of: MapOf;
  readonly tasks: number;
  readonly steps: number;
  readonly ruleLabel: string;
  readonly metaSteps: number;
  readonly command: CommandLine;
}

export interface TouchSlice {
  /** Under way: changes or a map, how many tasks are done of how many, and since when. */
  readonly running:
    | { readonly what: 'changes' | MapOf; readonly done: number; readonly all: number; readonly leftMs?: number }
    | undefined;
  readonly measured: Measured | undefined;
  readonly map: MeasuredMap | undefined;
}

export const INITIAL_TOUCH: TouchSlice = { running: undefined, measured: undefined, map: undefined };

/** The time left where the rest goes as fast as what is done. */
export function leftMs(spentMs: number, done: number, all: number): number {
  return (spentMs * (all - done)) / Math.max(1, done);
}
