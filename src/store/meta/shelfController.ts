// The rules that this browser keeps: kept, removed, listed, in step with other tabs of the lab.

import { crc32Text } from '../../lib/checksum.ts';
import { messageOf, type LabContext } from '../context.ts';
import { nearestPreset, type ExperimentSlice, type SavedRule } from '../experiment/experiment.ts';
import { notify, patch } from '../labStore.ts';
import { noCopyKept, notRemoved, shelfUnread, toast } from '../page/notices.ts';
import { remember } from '../page/safeStorage.ts';
import { isCopy, resumableOf } from './runCopies.ts';

/** Another value each time the shelf changes: other tabs of the lab hear of it. */
const SHELF_KEY = 'mplp-lab.shelf';

/** What the rule in use is called on the shelf. */
export function shelfTitle({ rule, ruleKey }: ExperimentSlice): string {
  if (rule === undefined) return 'Trained here';
  const trained = ruleKey.kind === 'run' || ruleKey.kind === 'checkpoint';
  return trained ? `Trained here, ${nearestPreset(rule.spec)}` : rule.label;
}

export class ShelfController {
  private readonly context: LabContext;

  constructor(context: LabContext) {
    this.context = context;
    context.page.window.addEventListener('storage', ({ key }) => {
      if (key === SHELF_KEY) void this.refresh();
    });
  }

  /**
   * Keep the rule in use in this browser, beside those kept before.
   *
   * @param at the checkpoint of that meta-step instead.
   */
  async keep(at?: number): Promise<void> {
    const { store, client } = this.context;
    try {
      const { bytes, metaSteps } = await client.save(at);
      await this.put(bytes, shelfTitle(store.getState().experiment), metaSteps);
      notify(store, toast(metaSteps === 0 ? 'Kept in this browser' : `Kept in this browser at meta-step ${metaSteps}`));
    } catch (error) {
      notify(store, noCopyKept(messageOf(error)));
    }
  }

  /** The same bytes are kept once. @throws in words where the browser keeps nothing. */
  async put(bytes: ArrayBuffer, title: string, metaSteps: number): Promise<void> {
    const id = `rule-${crc32Text(new Uint8Array(bytes))}`;
    await this.context.page.shelf.keep({ id, title, metaSteps }, bytes);
    await this.changed();
  }

  async remove(id: string): Promise<void> {
    try {
      await this.context.page.shelf.remove(id);
    } catch (error) {
      notify(this.context.store, notRemoved(messageOf(error)));
    }
    await this.changed();
  }

  /** What this browser keeps is another now: other tabs read it too. */
  private async changed(): Promise<void> {
    const { page } = this.context;
    remember(page.storage, SHELF_KEY, `${page.dateMs()} ${page.randomSeed()}`);
    await this.refresh();
  }

  /** Read what this browser keeps, and which run may go on. */
  async refresh(): Promise<void> {
    const { page, store } = this.context;
    const all = await page.shelf.list().catch((error: unknown): readonly SavedRule[] => {
      notify(store, shelfUnread(messageOf(error)));
      return [];
    });
    const last = await resumableOf(all, page.window.navigator);
    patch(store, 'experiment', { saved: all.filter(({ id }) => !isCopy(id)) });
    if (store.getState().training.settings === undefined)
      patch(store, 'training', { resumable: last && { id: last.id, metaSteps: last.metaSteps } });
  }
}
