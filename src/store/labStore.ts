// The page's one store: a zustand vanilla store of slices. Actions live in lab.ts.

import { createStore, type StoreApi } from 'zustand/vanilla';

import { phasesOf } from '../record/moment.ts';
import { INITIAL_ABLATION, type AblationSlice } from './ablation/ablation.ts';
import { INITIAL_APPEARANCE, type AppearanceSlice } from './page/appearance.ts';
import { INITIAL_EVALUATION, type EvaluationSlice } from './evaluation/evaluation.ts';
import { INITIAL_EXPERIMENT, type ExperimentSlice } from './experiment/experiment.ts';
import { INITIAL_LANES, type LanesSlice } from './fit/lanes.ts';
import { INITIAL_MACHINE_SPEED, type MachineSpeedSlice } from './meta/machineSpeed.ts';
import { INITIAL_PLAYBACK, type ClockShape, type PlaybackSlice } from './clocks/playback.ts';
import { INITIAL_SELECTION, type SelectionSlice } from './inspector/selection.ts';
import { INITIAL_SESSION, withNotice, withoutNotice, type Notice, type SessionSlice } from './page/session.ts';
import { INITIAL_TOUCH, type TouchSlice } from './touch/measuring.ts';
import { INITIAL_TOUR, type TourSlice } from './tour/tourSlice.ts';
import { INITIAL_TRAINING, type TrainingSlice } from './meta/training.ts';

export interface LabState {
  readonly session: SessionSlice;
  readonly experiment: ExperimentSlice;
  readonly playback: PlaybackSlice;
  readonly selection: SelectionSlice;
  readonly training: TrainingSlice;
  readonly evaluation: EvaluationSlice;
  readonly machineSpeed: MachineSpeedSlice;
  readonly appearance: AppearanceSlice;
  readonly tour: TourSlice;
  readonly ablation: AblationSlice;
  readonly lanes: LanesSlice;
  readonly touch: TouchSlice;
}

export type LabStore = StoreApi<LabState>;

export function createLabStore(): LabStore {
  return createStore<LabState>(() => ({
    session: INITIAL_SESSION,
    experiment: INITIAL_EXPERIMENT,
    playback: INITIAL_PLAYBACK,
    selection: INITIAL_SELECTION,
    training: INITIAL_TRAINING,
    evaluation: INITIAL_EVALUATION,
    machineSpeed: INITIAL_MACHINE_SPEED,
    appearance: INITIAL_APPEARANCE,
    tour: INITIAL_TOUR,
    ablation: INITIAL_ABLATION,
    lanes: INITIAL_LANES,
    touch: INITIAL_TOUCH,
  }));
}

/** Set some fields of one slice. */
export function patch<K extends keyof LabState>(store: LabStore, slice: K, fields: Partial<LabState[K]>): void {
  store.setState((state) => ({ [slice]: { ...state[slice], ...fields } }));
}

export function notify(store: LabStore, notice: Notice): void {
  patch(store, 'session', { notices: withNotice(store.getState().session.notices, notice) });
}

export function dismiss(store: LabStore, id: string): void {
  patch(store, 'session', { notices: withoutNotice(store.getState().session.notices, id) });
}

/** Extent of the inner clock on show; one step before there is an episode. */
export function clockShape(state: LabState): ClockShape {
  const header = state.experiment.record?.header;
  if (header === undefined) return { steps: 1, phases: 1 };
  return { steps: header.probe.steps, phases: phasesOf(header.spec).length };
}

export type EpisodeStatus = 'loading' | 'ready' | 'playing' | 'paused' | 'failed';

/** For `data-episode`: ready means arrived and not yet played. */
export function episodeStatus({ session, experiment, playback }: LabState): EpisodeStatus {
  if (playback.playing) return 'playing';
  if (session.broken) return 'failed';
  if (experiment.record === undefined) return 'loading';
  return playback.touched ? 'paused' : 'ready';
}
