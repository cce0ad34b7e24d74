import { useCallback, useEffect, useState } from 'react';

import { fetchBytes } from '../../lib/deadline.ts';
import { messageOf } from '../../store/context.ts';
import type { KeptStudy } from '../../store/study/keptStudies.ts';
import type { Studies, StudiesState } from '../../store/study/studies.ts';
import { parseStudyData, type StudyData } from '../../study/data.ts';
import { dataPath, SHIPPED_STUDIES } from '../../study/shipped.ts';
import { parseStudy, type Cell, type Study } from '../../study/study.ts';
import { useLab, useLabState } from '../LabContext.tsx';

export interface OpenStudy {
  readonly data: StudyData;
  readonly cells: readonly Cell[];
}

/** The study on show, or why there is none: one shipped with the page, one from a file, or one made here. */
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
  /** Shows a shipped study or one made here, by its id; without one that of a file. */
  readonly choose: (id: string) => void;
  readonly openFile: (file: File) => void;
}

/** The id of the study of a file. */
const FILE = 'file';
/** The study that was on show last. */
const SHOWN = 'mplp-lab.study-shown';

const isShipped = (study: string) => SHIPPED_STUDIES.some(({ id }) => id === study);

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
  /** Those read so far: of the page by their ids, of a file without one. */
  const [files, setFiles] = useState<Readonly<Record<string, OpenStudy>>>({});
  const [trouble, setTrouble] = useState<string>();
  const [chosen, setChosen] = useState(() => localStorageItem(SHOWN) ?? '');
  const { appearance } = useLab();
  const linked = useLabState((s) => s.appearance.study);
  const asked = linked ?? chosen;
  const notHere =
    linked === undefined || isShipped(linked)
      ? undefined
      : `The study ${linked}, which the link names, does not ship with this lab; another one is on show.`;
  const made = useStudies(setTrouble);
  const own = made?.state.studies.find(({ id }) => id === asked);
  // Neither made here nor read by now: that of a file before a reload, one that was deleted.
  const known = own !== undefined || asked in files || isShipped(asked);
  const choice = known ? asked : SHIPPED_STUDIES[0].id;
  const found = useFound(own, made?.studies, made?.state.written ?? 0);
  const choose = useCallback(
    (id: string) => {
      setChosen(id);
      localStorageItem(SHOWN, id);
      appearance.chooseStudy(isShipped(id) ? id : undefined);
    },
    [appearance],
  );
  const read = useCallback((name: string, bytes: Promise<ArrayBuffer>, take: (next: OpenStudy | Study) => void) => {
    bytes
      .then((all) => take(readStudy(all, name)))
      .then(
        () => setTrouble(undefined),
        (error: unknown) => setTrouble(messageOf(error)),
      );
  }, []);
  const put = useCallback((id: string, next: OpenStudy) => setFiles((before) => ({ ...before, [id]: next })), []);
  const missing = own === undefined && !(choice in files) ? choice : undefined;
  useEffect(() => {
    const shipped = SHIPPED_STUDIES.find(({ id }) => id === missing);
    if (shipped === undefined) return;
    const bytes = fetchBytes(new URL(dataPath(shipped), document.baseURI).href);
    read('The shipped study', bytes, (next) => 'data' in next && put(shipped.id, next));
  }, [missing, read, put]);
  return {
    ...{ own, studies: made?.studies, choose, choice },
    study: own === undefined ? files[choice] : found,
    trouble: trouble ?? notHere ?? made?.state.trouble,
    choices: [
      ...SHIPPED_STUDIES,
      ...(files[FILE] === undefined ? [] : [{ id: FILE, name: files[FILE].data.study.name }]),
      ...(made?.state.studies ?? []).map(({ id, study }) => ({ id, name: study.name })),
    ],
    openFile(opened) {
      read(opened.name, opened.arrayBuffer(), (next) => {
        if ('data' in next) {
          put(FILE, next);
          choose(FILE);
        } else if (made !== undefined) choose(made.studies.save(next));
      });
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
