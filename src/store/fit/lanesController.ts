// Keeps the lanes in step with the task on screen: adapts them anew in the worker when it, or the choice, changes.

import { fetchBytes } from '../../lib/deadline.ts';
import type { LaneRequest } from '../../protocol/messages.ts';
import { parseBaselines } from '../../record/baselinesFile.ts';
import { messageOf, type LabContext } from '../context.ts';
import type { LaneId } from '../../record/lanes.ts';
import { laneKey, methodOf, reportFor } from './lanes.ts';
import { notify, patch, type LabState } from '../labStore.ts';
import { latestOnly } from '../common/latestOnly.ts';
import { noLanes } from '../page/notices.ts';
import { branchesAfter, branchOf, possibleBranches, sameChanges, type Branch } from '../touch/branches.ts';
import { sourceOf } from '../experiment/ruleChoice.ts';

export class LanesController {
  private readonly context: LabContext;
  private asked = '';
  private reading: Promise<void> | undefined;

  constructor(context: LabContext) {
    this.context = context;
    context.store.subscribe((state, before) => {
      this.branch(state, before);
      if (state.lanes !== before.lanes || state.experiment.record !== before.experiment.record) this.follow(state);
    });
  }

  /** Show a method or no more. */
  toggle(id: LaneId): void {
    const { chosen } = this.context.store.getState().lanes;
    const without = chosen.filter((other) => other !== id);
    patch(this.context.store, 'lanes', { chosen: without.length < chosen.length ? without : [...chosen, id] });
  }

  /** Compare with another shipped rule, or with none. */
  setRival(rival: string | undefined): void {
    patch(this.context.store, 'lanes', { rival });
  }

  /** Reads what was measured of ordinary optimisers, once; that it cannot be had is said. */
  async read(): Promise<void> {
    try {
      await (this.reading ??= this.readReports());
    } catch (error) {
      notify(this.context.store, noLanes(messageOf(error)));
    }
  }

  /** Keeps a branch for every list of changes that was in force. */
  private branch({ lanes, experiment: { probe } }: LabState, before: LabState): void {
    if (probe.interventions === before.experiment.probe.interventions) return;
    const branches = branchesAfter(lanes.branches, before.experiment.probe.interventions, probe.interventions);
    if (branches !== lanes.branches) patch(this.context.store, 'lanes', { branches });
  }

  /** Keeps a branch no longer. */
  forget({ letter }: Branch): void {
    const { branches } = this.context.store.getState().lanes;
    patch(this.context.store, 'lanes', { branches: branches.filter((branch) => branch.letter !== letter) });
  }

  private follow({ lanes, experiment: { record, probe: asked } }: LabState): void {
    // Of a first moment that ships the worker does not have the rule yet.
    if (record === undefined || record.header.brief === true) return;
    const { spec, probe } = record.header;
    // The record of what was just changed is on its way.
    if (!sameChanges(probe.interventions, asked.interventions)) return;
    const alone = lanes.chosen.length === 0 && lanes.rival === undefined && lanes.branches.length === 0;
    if (alone && probe.interventions === undefined) return;
    const key = laneKey(lanes, spec, probe);
    if (key === this.asked) return;
    this.asked = key;
    this.adapt(key);
  }

  private readonly adapt = latestOnly(async (key: string) => {
    const { store, client } = this.context;
    try {
      await (this.reading ??= this.readReports());
      const { record } = store.getState().experiment;
      if (record === undefined || key !== this.asked) return;
      const adapted = await client.compare(record.header.probe, await this.requests());
      if (key === this.asked) patch(store, 'lanes', { adapted: { key, ...adapted } });
    } catch (error) {
      this.asked = '';
      patch(store, 'lanes', { chosen: [], rival: undefined });
      notify(store, noLanes(messageOf(error)));
    }
  });

  private async requests(): Promise<LaneRequest[]> {
    const { lanes, experiment } = this.context.store.getState();
    const { record, manifest } = experiment;
    if (record === undefined) return [];
    const { spec } = record.header;
    const report = reportFor(lanes.reports, spec)?.report;
    const methods = lanes.chosen.flatMap((id): LaneRequest[] => {
      const method = methodOf(report, id, spec);
      return method === undefined ? [] : [{ id, method: { rule: method.rule, start: method.start } }];
    });
    const { interventions } = record.header.probe;
    const own: LaneRequest[] = interventions === undefined ? [] : [{ id: 'intact', changes: null }];
    const inForce = branchOf(lanes.branches, interventions);
    for (const branch of possibleBranches(spec, lanes.branches))
      if (branch !== inForce) own.push({ id: branch.letter, changes: branch.changes });
    if (lanes.rival === undefined) return [...own, ...methods];
    const source = await sourceOf({ kind: 'shipped', id: lanes.rival }, this.context.page, manifest);
    return [...own, ...methods, { id: 'rival', source }];
  }

  /** The measured rates and starts; a few dozen kilobytes, so only once somebody looks. */
  private async readReports(): Promise<void> {
    const { store, page } = this.context;
    try {
      const bytes = await fetchBytes(new URL(page.baselinesUrl, page.baseUrl).href);
      const parsed = parseBaselines(JSON.parse(new TextDecoder().decode(bytes)));
      if (!parsed.ok) throw new Error(`${parsed.failure.where}: ${parsed.failure.message}`);
      patch(store, 'lanes', { reports: parsed.value.reports });
    } catch (error) {
      this.reading = undefined;
      throw error;
    }
  }
}
