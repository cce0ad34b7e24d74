// The studies that were made in this browser, as text in its storage; their runs are in the store of runs.

import { parseStudyData, type StudyData } from '../../study/data.ts';
import { parseStudy, STUDY_FORMAT, type Cell, type Study } from '../../study/study.ts';
import type { PageEnvironment } from '../context.ts';

type Storage = PageEnvironment['storage'];

export const STUDIES = 'mplp-lab.studies';
const FORMAT = 1;

export interface KeptStudy {
  readonly id: string;
  readonly study: Study;
  readonly cells: readonly Cell[];
}

/** @throws in words where a newer lab wrote them, or they are damaged; they are left as they are. */
export function readStudies(storage: Storage): readonly KeptStudy[] {
  const text = storage.getItem(STUDIES);
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
  storage.setItem(STUDIES, JSON.stringify({ format: FORMAT, studies: entries }));
}

/** Beside a study: the data file that it goes on from, whose runs are not trained again. */
const haveKey = (id: string) => `${STUDIES}.have.${id}`;

/** @throws in words where it cannot be read. */
export function readHave(storage: Storage, id: string): StudyData | undefined {
  const text = storage.getItem(haveKey(id));
  if (text === null) return undefined;
  const read = parseStudyData(JSON.parse(text));
  if (!read.ok) throw new Error(`What a study of this browser goes on from cannot be read: ${read.failure.message}.`);
  return read.value.data;
}

/** @param data undefined to forget it. @throws where the browser's storage takes no more. */
export function writeHave(storage: Storage, id: string, data: StudyData | undefined): void {
  if (data === undefined) storage.removeItem(haveKey(id));
  else storage.setItem(haveKey(id), JSON.stringify(data));
}
