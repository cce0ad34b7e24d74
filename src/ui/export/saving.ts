import { messageOf } from '../../store/context.ts';
import type { Lab } from '../../store/lab.ts';
import { notify } from '../../store/labStore.ts';
import { notExported } from '../../store/page/notices.ts';

/** Saves a file; what goes wrong on the way is said. */
export async function saving(lab: Lab, save: () => Promise<void>): Promise<void> {
  try {
    await save();
  } catch (error) {
    notify(lab.store, notExported(messageOf(error)));
  }
}
