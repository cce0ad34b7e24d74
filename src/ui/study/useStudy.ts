import { useCallback, useEffect, useState } from 'react';

import { fetchBytes } from '../../lib/deadline.ts';
import { messageOf } from '../../store/context.ts';
import { parseStudyData, type StudyData } from '../../study/data.ts';
import type { Cell } from '../../study/study.ts';

export interface OpenStudy {
  readonly data: StudyData;
  readonly cells: readonly Cell[];
}

/** The study on show, or why there is none: the one shipped with the page, until a file is opened. */
export interface StudyOnShow {
  readonly study: OpenStudy | undefined;
  readonly trouble: string | undefined;
  readonly openFile: (file: File) => void;
}

const SHIPPED = 'studies/2x10.json';

/** @throws Error in words where the bytes are no study's data. */
function readStudy(bytes: ArrayBuffer, name: string): OpenStudy {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new Error(`${name} is no study’s data: it is not JSON. Open the study.json that mplp report writes.`);
  }
  const read = parseStudyData(value);
  if (!read.ok) throw new Error(`${name} is no study’s data: ${read.failure.message}.`);
  return read.value;
}

export function useStudy(): StudyOnShow {
  const [study, setStudy] = useState<OpenStudy>();
  const [trouble, setTrouble] = useState<string>();
  const show = useCallback((name: string, bytes: Promise<ArrayBuffer>) => {
    bytes
      .then((read) => readStudy(read, name))
      .then(
        (next) => {
          setStudy(next);
          setTrouble(undefined);
        },
        (error: unknown) => setTrouble(messageOf(error)),
      );
  }, []);
  useEffect(() => show('The shipped study', fetchBytes(new URL(SHIPPED, document.baseURI).href)), [show]);
  return { study, trouble, openFile: (file) => show(file.name, file.arrayBuffer()) };
}
