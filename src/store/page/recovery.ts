// The worker ended: another takes its place, with the rule and the run that were there. Given up where it keeps ending.

import type { BackendName, SerialisedError } from '../../protocol/messages.ts';
import type { LabContext } from '../context.ts';
import type { ExperimentController } from '../experiment/experimentController.ts';
import type { TrainingController } from '../meta/trainingController.ts';
import { copyText } from './copyText.ts';
import { notify, patch } from '../labStore.ts';
import { restarted, toast, workerFailed } from './notices.ts';

/** So many workers may end within a minute; then it is no accident. */
const MOST_ENDS = 3;
const WITHIN_MS = 60_000;
/** So many times in a visit the GPU may be lost until it is left alone. */
const MOST_GPUS = 2;

export class Recovery {
  private readonly context: LabContext;
  private readonly experiment: ExperimentController;
  private readonly training: TrainingController;
  private prefer: BackendName | undefined;
  /** Why a worse backend is preferred by now. */
  private because: string | undefined;
  private gpusLost = 0;
  private ends: readonly number[] = [];

  constructor(context: LabContext, experiment: ExperimentController, training: TrainingController) {
    this.context = context;
    this.experiment = experiment;
    this.training = training;
  }

  start(prefer: BackendName | undefined): void {
    this.prefer = prefer;
    this.context.client.hello(prefer);
  }

  /** The worker has ended, and whatever it did. */
  failed(error: SerialisedError): void {
    const { store, client, page } = this.context;
    const nowMs = page.nowMs();
    this.ends = [...this.ends.filter((endedMs) => nowMs - endedMs < WITHIN_MS), nowMs];
    if (this.ends.length > MOST_ENDS) {
      this.giveUp(error);
      return;
    }
    const run = this.training.interrupt();
    if (error.where === 'gpu' && ++this.gpusLost === MOST_GPUS) {
      this.prefer = 'wasm';
      this.because = `the browser lost the GPU ${MOST_GPUS} times`;
    }
    // Told before: a worker that cannot even be started fails within this call.
    notify(store, restarted(error.message, run?.from));
    client.hello(this.prefer, this.because);
    this.experiment.again();
    if (run !== undefined) void this.training.again(run);
    client.askAgain(error);
  }

  private giveUp(error: SerialisedError): void {
    const { store, client, page } = this.context;
    const details = `${error.name}: ${error.message}\n${error.where}\n${error.stack ?? ''}`;
    client.giveUp(error);
    this.training.interrupt();
    patch(store, 'session', { broken: true });
    notify(
      store,
      workerFailed(error, [
        { label: 'Reload the page', run: () => page.window.location.reload() },
        { label: 'Copy details', run: () => copyText(this.context, 'details', details, () => toast('Details copied')) },
      ]),
    );
  }
}
