// The verbs of a change: apply, take back, all back to intact. Each can be undone like a change of the task.

import type { Intervention, ProbeSpec } from '../../experiment/types.ts';
import type { LabContext } from '../context.ts';
import type { ExperimentController } from '../experiment/experimentController.ts';
import { specOnShow } from '../experiment/experiment.ts';
import { changeOf, intactProbe, withChange, withoutChange } from './touch.ts';

export class TouchController {
  private readonly context: LabContext;
  private readonly experiment: ExperimentController;

  constructor(context: LabContext, experiment: ExperimentController) {
    this.context = context;
    this.experiment = experiment;
  }

  private show(change: (probe: ProbeSpec) => ProbeSpec): void {
    this.experiment.showProbe(change(this.context.store.getState().experiment.probe));
    this.experiment.commit();
  }

  apply(one: Intervention): void {
    this.show((probe) => withChange(probe, one));
  }

  /** @param index place in the list in force. */
  remove(index: number): void {
    this.show((probe) => withoutChange(probe, index));
  }

  intact(): void {
    if (this.context.store.getState().experiment.probe.interventions !== undefined) this.show(intactProbe);
  }

  /** Silence the selected agent, or its layer where all of it is read together. */
  silence(): void {
    const { selection, experiment } = this.context.store.getState();
    if (selection.agent === undefined) return;
    const reach = selection.whole ? 'layer' : 'agent';
    const one = changeOf(specOnShow(experiment), selection.agent, reach, 'silence', 0);
    if (typeof one !== 'string') this.apply(one);
  }
}
