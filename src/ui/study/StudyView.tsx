import { useRef, useState, type ReactNode } from 'react';

import { studyFigure } from '../../study/figure.ts';
import type { CurveKey } from '../../record/trainedRun.ts';
import { CURVE_WORDS } from '../../study/panels.ts';
import { studyCsv, studyReport } from '../../study/report.ts';
import {
  cellsTable,
  claimsTable,
  FIGURE_NOTE,
  openingText,
  questionsTable,
  type StudyTable,
} from '../../study/tables.ts';
import { useLab } from '../LabContext.tsx';
import { DataTable } from '../parts/DataTable.tsx';
import { FileButton } from '../parts/FileButton.tsx';
import { useSize } from '../parts/useSize.ts';
import { CurveChoice } from './CurveChoice.tsx';
import { StudyFigure } from './StudyFigure.tsx';
import { useStudy, type OpenStudy } from './useStudy.ts';
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

function Exports({ study: { data, cells }, curve }: { readonly study: OpenStudy; readonly curve: CurveKey }) {
  const lab = useLab();
  const picture = `study-${curve}.svg`;
  const files = [
    ['SVG', picture, 'image/svg+xml', () => studyFigure(data, cells, curve)],
    ['CSV', 'study.csv', 'text/csv', () => studyCsv(data, cells)],
    ['Markdown', 'study.md', 'text/markdown', () => studyReport(data, cells, [[CURVE_WORDS[curve], picture]])],
    ['Data', 'study.json', 'application/json', () => JSON.stringify(data)],
  ] as const;
  return (
    <>
      {files.map(([name, file, type, text]) => (
        <button key={name} type="button" className="btn" onClick={() => lab.saveFile(text(), file, type)}>
          {name}
        </button>
      ))}
    </>
  );
}

function Content({ study }: { readonly study: OpenStudy }) {
  const { data, cells } = study;
  const holder = useRef<HTMLDivElement>(null);
  const { width } = useSize(holder);
  const [curve, setCurve] = useState<CurveKey>('heldOut');
  const opening = openingText(data, cells);
  const claims = claimsTable(data, cells);
  return (
    <>
      <h1>{data.study.name}</h1>
      <p>{marked(opening.done)}</p>
      <p>{marked(opening.stuck)}</p>
      {claims.rows.length > 0 && <TableSection table={claims} />}
      <section className="study-section">
        <h2>Every cell</h2>
        <p className="study-note">{FIGURE_NOTE}</p>
        <div className="study-tools">
          <CurveChoice label="What the panels draw" value={curve} onChange={setCurve} />
          <Exports study={study} curve={curve} />
        </div>
        <div ref={holder} className="study-scroll" role="region" aria-label="Panels" tabIndex={0}>
          {width > 0 && <StudyFigure study={study} width={width} curve={curve} />}
        </div>
      </section>
      <TableSection table={questionsTable(data, cells)} />
      <TableSection table={cellsTable(data, cells)} />
    </>
  );
}

/** What a study of ablations found, in place of the figures: claims, panels, tests and cells. */
export function StudyView() {
  const { study, trouble, openFile } = useStudy();
  return (
    <main className="study" id="figures" tabIndex={-1} aria-label="Study">
      <div className="study-page">
        <p className="study-tools">
          <FileButton words="Open a study’s data" accept=".json,application/json" onFile={openFile} />
          <span>
            {'made by '}
            <code>mplp study FILE --out DIR</code>
            {' and '}
            <code>mplp report DIR</code>
          </span>
        </p>
        {trouble !== undefined && (
          <p className="study-trouble" role="alert">
            {trouble}
          </p>
        )}
        {study === undefined ? (
          trouble === undefined && <p role="status">Reading the study …</p>
        ) : (
          <Content study={study} />
        )}
      </div>
    </main>
  );
}
