// Rule files from disk: .mplp files of the lab, and the .npy files the paper's authors released. What opens is kept in
// this browser too.

import { encodeCheckpoint } from '../../checkpoints/format.ts';
import type { ReleasedFiles } from '../../checkpoints/npyReleased.ts';
import type { Result } from '../../lib/result.ts';
import type { RuleCheckpoint } from '../../record/rule.ts';
import { messageOf, type LabContext } from '../context.ts';
import type { ExperimentController } from './experimentController.ts';
import { notify } from '../labStore.ts';
import { noCopyKept, refusedFile, toast } from '../page/notices.ts';
import type { ShelfController } from '../meta/shelfController.ts';

export interface ImportNeeds {
  readonly context: LabContext;
  readonly experiment: Pick<ExperimentController, 'choose' | 'openFile'>;
  readonly shelf: Pick<ShelfController, 'put'>;
}

const isNpy = (file: File) => /\.npy$/i.test(file.name);

/** Put an opened rule on the shelf. */
async function keep({ context: { store }, shelf }: ImportNeeds, title: string, metaSteps: number, bytes: ArrayBuffer) {
  try {
    await shelf.put(bytes, title, metaSteps);
    notify(store, toast(`${title} is open, and kept in this browser`));
  } catch (error) {
    notify(store, noCopyKept(messageOf(error)));
  }
}

async function importRule(needs: ImportNeeds, file: File): Promise<void> {
  const rule = await needs.experiment.openFile(file);
  // Unreadable files were refused already.
  if (rule !== undefined) await keep(needs, file.name, rule.metaSteps, await file.arrayBuffer());
}

/** The rule's file and the prior's, which is the shorter one. @throws where a file cannot be read. */
async function releasedFiles(files: readonly File[]): Promise<ReleasedFiles> {
  const [first, second] = [...files].sort((a, b) => b.size - a.size);
  if (first === undefined) throw new Error('no file was given');
  const rule = await first.arrayBuffer();
  return second === undefined ? { rule } : { rule, prior: await second.arrayBuffer() };
}

async function importNpy(needs: ImportNeeds, files: readonly File[]): Promise<void> {
  const { store } = needs.context;
  const name = files.map((file) => file.name).join(' and ');
  const refuse = (why: string) => {
    notify(store, refusedFile(name, why));
  };
  if (files.length > 2) {
    refuse(`${files.length} .npy files came together; a rule is one file, or two with its learned prior`);
    return;
  }
  let imported: Result<RuleCheckpoint>;
  try {
    const { importReleased } = await import('../../checkpoints/npyReleased.ts');
    imported = importReleased(await releasedFiles(files));
  } catch (error) {
    refuse(messageOf(error));
    return;
  }
  if (!imported.ok) {
    const { where, message } = imported.failure;
    refuse(where === 'prior' && files.length === 1 ? `${message}. Open both files together` : message);
    return;
  }
  const bytes = encodeCheckpoint(imported.value);
  const label = `Released ${imported.value.spec.recipe.learnedPrior ? '2x10' : '5x10'} rule`;
  const source = { from: 'bytes', bytes, label } as const;
  const rule = await needs.experiment.choose(
    { kind: 'source', key: { kind: 'file', id: name }, source },
    { push: true },
  );
  if (rule !== undefined) await keep(needs, label, rule.metaSteps, bytes);
}

/**
 * Open rule files and keep them in this browser: each .mplp file by itself, the .npy files together as one released
 * rule. The last one is the rule in use. What cannot be read is refused in a notice and changes nothing.
 */
export async function importFiles(needs: ImportNeeds, files: readonly File[]): Promise<void> {
  const npy = files.filter(isNpy);
  if (npy.length > 0) await importNpy(needs, npy);
  for (const file of files.filter((other) => !isNpy(other))) await importRule(needs, file);
}
