import { useRef, useState, type ReactNode, type RefObject } from 'react';

import { zipOf } from '../../lib/zip.ts';
import { studyFigure } from '../../study/figure.ts';
import type { CurveKey } from '../../record/trainedRun.ts';
import { CURVE_WORDS } from '../../study/panels.ts';
import { studyCsv, studyReport } from '../../study/report.ts';
import { reportFiles } from '../../study/reportFiles.ts';
import {
  cellsTable,
  claimsTable,
  FIGURE_NOTE,
  openingText,
  questionsTable,
  type StudyTable,
} from '../../study/tables.ts';
import { isSettled } from '../../study/data.ts';
import { FileButtons, pictureOnScreen } from '../export/FileButtons.tsx';
import type { Study } from '../../study/study.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { FileButton } from '../parts/FileButton.tsx';
import { useSize } from '../parts/useSize.ts';
import { useCursor } from '../overlay/useCursor.ts';
import { CurveChoice } from './CurveChoice.tsx';
import { StudyFigure } from './StudyFigure.tsx';
import { OwnStudy } from './OwnStudy.tsx';
import { RunsOverlaid } from './RunsOverlaid.tsx';
import { StudyForm } from './StudyForm.tsx';
import { useStudy, type OpenStudy, type StudyOnShow } from './useStudy.ts';
import './study.css';

/** The report's emphasis as elements. */
function marked(text: string): ReactNode[] {
  return text.split(/(\*\*[^*]+\*\*|\*[^*]+\*|`[^`]+`)/).map((part, at) => {
    if (part.startsWith('**')) return <b key={at}>{part.slice(2, -2)}</b>;
    if (part.startsWith('*')) return <em key={at}>{part.slice(1, -1)}</em>;
    if (part.startsWith('`')) return <code key={at}>{part.slice(1, -1)}</code>;
    return part;
  });
}

function TableSection({ table: { title, columns, rows, note } }: { readonly table: StudyTable }) {
  return (
    <section className="study-section">
      <h2>{title}</h2>
      <p className="study-note">{marked(note)}</p>
      <div className="study-scroll" role="region" aria-label={title} tabIndex={0}>
        <DataTable caption={title} columns={columns} rows={rows} className="study-table" />
      </div>
    </section>
  );
}

function Exports({
  study: { data, cells },
  curve,
  figure,
}: {
  readonly study: OpenStudy;
  readonly curve: CurveKey;
  readonly figure: RefObject<HTMLDivElement | null>;
}) {
  const picture = `study-${curve}.svg`;
  const png = () => pictureOnScreen(figure.current, data.study.name, 'png');
  return (
    <FileButtons
      files={[
        ['Report', 'study-report.zip', 'application/zip', () => reportZip({ data, cells })],
        ['SVG', picture, 'image/svg+xml', () => studyFigure(data, cells, curve)],
        ['PNG', `study-${curve}.png`, 'image/png', png],
        ['CSV', 'study.csv', 'text/csv', () => studyCsv(data, cells)],
        ['Markdown', 'study.md', 'text/markdown', () => studyReport(data, cells, [[CURVE_WORDS[curve], picture]])],
        ['Data', 'study.json', 'application/json', () => JSON.stringify(data)],
      ]}
    />
  );
}

/** The report with its pictures, its data and every run, in one file. */
function reportZip({ data, cells }: OpenStudy): ArrayBuffer {
  const bytes = new TextEncoder();
  return zipOf(reportFiles(data, cells).map(({ name, text }) => ({ name, bytes: bytes.encode(text) })));
}

function Content({ study, head }: { readonly study: OpenStudy; readonly head: ReactNode }) {
  const { data, cells } = study;
  const holder = useRef<HTMLDivElement>(null);
  const { width } = useSize(holder);
  const [curve, setCurve] = useState<CurveKey>('heldOut');
  const cursor = useCursor();
  const opening = openingText(data, cells);
  const claims = claimsTable(data, cells);
  return (
    <>
      {head}
      <p>{marked(opening.done)}</p>
      <p>{marked(opening.stuck)}</p>
      {claims.rows.length > 0 && <TableSection table={claims} />}
      <section className="study-section">
        <h2>Every cell</h2>
        <p className="study-note">{FIGURE_NOTE}</p>
        <div className="study-tools">
          <CurveChoice label="What the panels draw" value={curve} onChange={setCurve} />
          <Exports study={study} curve={curve} figure={holder} />
        </div>
        <div ref={holder} className="study-scroll" role="region" aria-label="Panels" tabIndex={0}>
          {width > 0 && <StudyFigure {...{ study, width, curve, cursor }} />}
        </div>
      </section>
      <RunsOverlaid key={data.study.name} study={study} cursor={cursor} />
      <TableSection table={questionsTable(data, cells)} />
      <TableSection table={cellsTable(data, cells)} />
    </>
  );
}

function Trouble({ words }: { readonly words: string | undefined }) {
  if (words === undefined) return null;
  return (
    <p className="study-trouble" role="alert">
      {words}
    </p>
  );
}

/** Which study is on show, and ways to another. */
function Chooser({
  shown: { choices, choice, choose, openFile },
  onMake,
}: {
  readonly shown: StudyOnShow;
  readonly onMake: () => void;
}) {
  return (
    <p className="study-tools">
      {choices.length > 1 && (
        <select
          className="select"
          aria-label="Study on show"
          value={choice}
          onChange={(event) => choose(event.target.value)}
        >
          {choices.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
      <button type="button" className="btn" onClick={onMake}>
        Make a study
      </button>
      <FileButton words="Open a study" accept=".json,application/json" onFile={openFile} />
      <span>
        {'a file of '}
        <code>mplp study</code>
        {', or the data that '}
        <code>mplp report</code>
        {' writes'}
      </span>
    </p>
  );
}

interface ShownProps {
  readonly shown: StudyOnShow;
  readonly onChange: () => void;
  readonly onExtend: () => void;
  readonly onDelete: () => void;
}

/** A study of this browser, as far as it is; or one from a file, in place of the figures: claims, panels, tests, cells. */
function Shown({ shown: { own, studies, study, trouble }, onChange, onExtend, onDelete }: ShownProps) {
  if (own !== undefined && studies !== undefined) {
    const head = <OwnStudy key={own.id} {...{ own, studies, onChange, onDelete }} />;
    return study?.data.runs.some(isSettled) ? <Content study={study} head={head} /> : head;
  }
  if (study === undefined) return trouble === undefined && <p role="status">Reading the study …</p>;
  const head = (
    <>
      <h1>{study.data.study.name}</h1>
      <p className="study-tools">
        <button
          type="button"
          className="btn"
          title="More cells or seeds, trained in this browser beside the runs that are here"
          onClick={onExtend}
        >
          Extend it as a study of your own
        </button>
      </p>
    </>
  );
  return <Content study={study} head={head} />;
}

/** A study that was deleted, and the way back. */
interface Gone {
  readonly words: string;
  readonly undo: () => void;
}

function Undo({ gone }: { readonly gone: Gone | undefined }) {
  return (
    <p className="study-tools" role="status">
      {gone?.words}
      {gone !== undefined && (
        <button type="button" className="btn" onClick={gone.undo}>
          Undo
        </button>
      )}
    </p>
  );
}

/** What the form is for: its title, and its button. */
const FORMS = {
  new: { title: 'A new study', done: 'Make it' },
  change: { title: 'Change or extend the study', done: 'Keep' },
  extend: { title: 'Extend it as a study of your own', done: 'Make it' },
} as const;

/** Studies of ablations: what they found, and new ones made here. */
export function StudyView() {
  const shown = useStudy();
  const [form, setForm] = useState<keyof typeof FORMS>();
  const [gone, setGone] = useState<Gone>();
  const { own, studies, choose } = shown;
  const remove = () => {
    if (own === undefined || studies === undefined) return;
    const back = studies.remove(own.id);
    choose('');
    setGone({
      words: `${own.study.name} deleted; its runs stay in Runs.`,
      undo() {
        back();
        choose(own.id);
        setGone(undefined);
      },
    });
  };
  const data = shown.study?.data.study;
  const extended = data && { ...data, name: `${data.name}, extended` };
  const from = form === 'change' ? own?.study : form === 'extend' ? extended : undefined;
  const save = (study: Study) => {
    if (studies === undefined) return;
    const id = form === 'change' ? own?.id : undefined;
    choose(studies.save(study, id, form === 'extend' ? shown.study?.data : undefined));
    setForm(undefined);
  };
  return (
    <main className="study" id="figures" tabIndex={-1} aria-label="Study">
      <div className="study-page">
        <Chooser shown={shown} onMake={() => setForm('new')} />
        <Trouble words={shown.trouble} />
        <Undo gone={gone} />
        {form === undefined ? (
          <Shown
            shown={shown}
            onChange={() => setForm('change')}
            onExtend={() => setForm('extend')}
            onDelete={remove}
          />
        ) : (
          <StudyForm {...FORMS[form]} study={from} onCancel={() => setForm(undefined)} onSave={save} />
        )}
      </div>
    </main>
  );
}
