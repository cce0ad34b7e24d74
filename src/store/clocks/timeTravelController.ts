// Time travel from the page's side: show a checkpoint of the run, return to now, go back to one for good.

import type { BestSoFar, Checkpoint } from '../../protocol/messages.ts';
import { phasesOf } from '../../record/moment.ts';
import { messageOf, type LabContext } from '../context.ts';
import { specOnShow } from '../experiment/experiment.ts';
import type { ExperimentController } from '../experiment/experimentController.ts';
import { notify, patch } from '../labStore.ts';
import { noCheckpoint } from '../page/notices.ts';
import type { PlaybackAction } from './playback.ts';
import { stopAfter, stopsOf, type Stop } from './timeTravel.ts';
import { liveStep } from '../meta/training.ts';

export class TimeTravelController {
  private readonly context: LabContext;
  private readonly experiment: ExperimentController;
  private readonly clock: (action: PlaybackAction) => void;

  constructor(context: LabContext, experiment: ExperimentController, clock: (action: PlaybackAction) => void) {
    this.context = context;
    this.experiment = experiment;
    this.clock = clock;
  }

  private get at(): Stop {
    return this.context.store.getState().training.at;
  }

  /** What the worker keeps of the run has changed. */
  onCheckpoints(checkpoints: readonly Checkpoint[], best: BestSoFar | undefined): void {
    patch(this.context.store, 'training', { checkpoints, best });
  }

  /** Show the probe as the rule of that meta-step learns it; training goes on. Dragging collapses into the newest. */
  go(stop: Stop): void {
    if (stop === this.at) return;
    patch(this.context.store, 'training', { at: stop });
    // The same task again, with the other rule.
    this.experiment.setProbe({});
  }

  back(): void {
    this.go(undefined);
  }

  /** So many stops further on. */
  move(by: number): void {
    const { training, experiment } = this.context.store.getState();
    this.go(stopAfter(stopsOf(training.checkpoints, liveStep(experiment)), this.at, by));
  }

  /** A cell of the map: that rule, after so many inner steps. */
  goToCell(metaStep: number, innerStep: number): void {
    const live = liveStep(this.context.store.getState().experiment);
    this.go(metaStep === live ? undefined : metaStep);
    const phases = phasesOf(specOnShow(this.context.store.getState().experiment)).length;
    const moment = innerStep === 0 ? { step: 1, phase: 0 } : { step: innerStep, phase: phases - 1 };
    this.clock({ kind: 'seek', moment });
  }

  /** Makes the rule of a checkpoint the one in use; a run under way ends, its own rule is kept in this browser. */
  async goBackTo(metaStep: number): Promise<void> {
    const { client, store } = this.context;
    try {
      const { bytes } = await client.save(metaStep);
      const source = { from: 'bytes', bytes, label: `Trained here, meta-step ${metaStep}` } as const;
      const run = store.getState().experiment.ruleKey;
      await this.experiment.choose(
        { kind: 'source', key: { kind: 'checkpoint', id: `${run.id}@${metaStep}` }, source },
        { push: true },
      );
    } catch (error) {
      notify(store, noCheckpoint(messageOf(error)));
    }
  }
}
