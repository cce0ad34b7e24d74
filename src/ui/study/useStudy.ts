import { useCallback, useEffect, useState } from 'react';

import { fetchBytes } from '../../lib/deadline.ts';
import { messageOf } from '../../store/context.ts';
import type { KeptStudy } from '../../store/study/keptStudies.ts';
import type { Studies, StudiesState } from '../../store/study/studies.ts';
import { parseStudyData, type StudyData } from '../../study/data.ts';
import { parseStudy, type Cell, type Study } from '../../study/study.ts';
import { useLab } from '../LabContext.tsx';

export interface OpenStudy {
  readonly data: StudyData;
  readonly cells: readonly Cell[];
}

/** The study on show, or why there is none: the one shipped with the page, one from a file, or one made here. */
export interface StudyOnShow {
  /** What it found by now. */
  readonly study: OpenStudy | undefined;
  /** Of a study made here. */
  readonly own: KeptStudy | undefined;
  /** Undefined until they are read. */
  readonly studies: Studies | undefined;
  readonly trouble: string | undefined;
  readonly choices: readonly { readonly id: string; readonly name: string }[];
  readonly choice: string;
  /** Shows a study made here, by its id; without one that of the page or of a file. */
  readonly choose: (id: string) => void;
  readonly openFile: (file: File) => void;
}

const SHIPPED = 'studies/2x10.json';
/** The study made here that was on show last. */
const SHOWN = 'mplp-lab.study-shown';

const isStudyFile = (value: unknown) => typeof value === 'object' && value !== null && 'studyFormat' in value;

/** What a file holds: what a study found, or a study to be trained. @throws Error in words where it is neither. */
function readStudy(bytes: ArrayBuffer, name: string): OpenStudy | Study {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new Error(`${name} is no study: it is not JSON. Open a study’s file, or the data.json of mplp report.`);
  }
  if (isStudyFile(value)) {
    const study = parseStudy(value);
    if (!study.ok) throw new Error(`${name} is no study: ${study.failure.message}.`);
    return study.value.study;
  }
  const read = parseStudyData(value);
  if (!read.ok) throw new Error(`${name} is no study’s data: ${read.failure.message}.`);
  return read.value;
}

/** The studies made here and their state, once they are loaded. */
function useStudies(onFail: (why: string) => void) {
  const lab = useLab();
  const [found, setFound] = useState<{ readonly studies: Studies; readonly state: StudiesState }>();
  useEffect(() => {
    let stop: () => void = () => undefined;
    lab.studies().then(
      (studies) => {
        const show = () => setFound({ studies, state: studies.state.getState() });
        stop = studies.state.subscribe(show);
        show();
      },
      (error: unknown) => onFail(messageOf(error)),
    );
    return () => stop();
  }, [lab, onFail]);
  return found;
}

/** What a study made here found by now; read again when a run of it was written. */
function useFound(own: KeptStudy | undefined, studies: Studies | undefined, written: number): OpenStudy | undefined {
  const [found, setFound] = useState<OpenStudy & { readonly of: KeptStudy }>();
  useEffect(() => {
    let gone = false;
    if (own === undefined || studies === undefined) return undefined;
    studies.found(own).then(
      ({ data }) => {
        if (!gone) setFound({ data, cells: own.cells, of: own });
      },
      () => undefined, // whoever trains it says what is wrong with the storage
    );
    return () => {
      gone = true;
    };
  }, [own, studies, written]);
  return found?.of === own ? found : undefined;
}

export function useStudy(): StudyOnShow {
  const [file, setFile] = useState<OpenStudy>();
  const [trouble, setTrouble] = useState<string>();
  const [choice, setChoice] = useState(() => localStorageItem(SHOWN) ?? '');
  const made = useStudies(setTrouble);
  const own = made?.state.studies.find(({ id }) => id === choice);
  const found = useFound(own, made?.studies, made?.state.written ?? 0);
  const choose = useCallback((id: string) => {
    setChoice(id);
    localStorageItem(SHOWN, id);
  }, []);
  const show = useCallback((name: string, bytes: Promise<ArrayBuffer>, keep?: (study: Study) => void) => {
    bytes
      .then((read) => readStudy(read, name))
      .then((next) => {
        if ('data' in next) setFile(next);
        else keep?.(next);
        setTrouble(undefined);
      })
      .catch((error: unknown) => setTrouble(messageOf(error)));
  }, []);
  useEffect(() => show('The shipped study', fetchBytes(new URL(SHIPPED, document.baseURI).href)), [show]);
  return {
    ...{ own, studies: made?.studies, choose, choice: own === undefined ? '' : choice },
    study: own === undefined ? file : found,
    trouble: trouble ?? made?.state.trouble,
    choices: [
      { id: '', name: file?.data.study.name ?? 'The shipped study' },
      ...(made?.state.studies ?? []).map(({ id, study }) => ({ id, name: study.name })),
    ],
    openFile(opened) {
      show(opened.name, opened.arrayBuffer(), (study) => {
        if (made !== undefined) choose(made.studies.save(study));
      });
      if (own !== undefined) choose('');
    },
  };
}

/** Reads, or writes, a word that outlives the page where the browser lends storage. */
function localStorageItem(key: string, value?: string): string | null {
  try {
    if (value !== undefined) localStorage.setItem(key, value);
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
