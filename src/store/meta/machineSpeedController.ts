// Measuring how fast this machine trains, in the worker.

import type { SpeedRow } from '../../record/machineSpeed.ts';
import { messageOf, type LabContext } from '../context.ts';
import { dismiss, notify, patch } from '../labStore.ts';
import type { MachineSpeedSlice, SpeedSubject } from './machineSpeed.ts';
import { refusedMeasurement } from '../page/notices.ts';

export class MachineSpeedController {
  private readonly context: LabContext;
  private turn = 0;

  constructor(context: LabContext) {
    this.context = context;
  }

  private set(fields: Partial<MachineSpeedSlice>): void {
    patch(this.context.store, 'machineSpeed', fields);
  }

  /** Measure; given up, the last result stays as it was. */
  async start(subject: SpeedSubject): Promise<void> {
    const { store, client } = this.context;
    const mine = ++this.turn;
    let rows: readonly SpeedRow[] = [];
    dismiss(store, 'machineSpeed');
    this.set({ running: { ...subject, rows } });
    try {
      const report = await client.measureSpeed(subject.spec, (row) => {
        rows = [...rows, row];
        if (mine === this.turn) this.set({ running: { ...subject, rows } });
      });
      if (report !== undefined && mine === this.turn) this.set({ finished: { ...subject, report } });
    } catch (error) {
      notify(store, refusedMeasurement(messageOf(error)));
    } finally {
      if (mine === this.turn) this.set({ running: undefined });
    }
  }

  cancel(): void {
    this.turn++;
    this.context.client.stopMeasuring();
    this.set({ running: undefined });
  }
}
