// The studies that were made in this browser, as text in its storage; their runs are in the store of runs.

import { parseStudy, STUDY_FORMAT, type Cell, type Study } from '../../study/study.ts';
import type { PageEnvironment } from '../context.ts';

type Storage = PageEnvironment['storage'];

const KEY = 'mplp-lab.studies';
const FORMAT = 1;

export interface KeptStudy {
  readonly id: string;
  readonly study: Study;
  readonly cells: readonly Cell[];
}

/** @throws in words where a newer lab wrote them, or they are damaged; they are left as they are. */
export function readStudies(storage: Storage): readonly KeptStudy[] {
  const text = storage.getItem(KEY);
  if (text === null) return [];
  const value = JSON.parse(text) as { readonly format?: unknown; readonly studies?: unknown } | null;
  if (value?.format !== FORMAT || !Array.isArray(value.studies))
    throw new Error('The studies kept in this browser were written by a newer version of the lab; reload the page.');
  return value.studies.map((entry: { readonly id: string; readonly study: unknown }) => {
    const read = parseStudy(entry.study);
    if (!read.ok) throw new Error(`A study kept in this browser cannot be read: ${read.failure.message}.`);
    return { id: entry.id, ...read.value };
  });
}

/** @throws where the browser's storage takes no more. */
export function writeStudies(storage: Storage, studies: readonly KeptStudy[]): void {
  const entries = studies.map(({ id, study }) => ({ id, study: { ...study, studyFormat: STUDY_FORMAT } }));
  storage.setItem(KEY, JSON.stringify({ format: FORMAT, studies: entries }));
}
