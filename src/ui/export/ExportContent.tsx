import { episodeToNpz } from '../../record/npz.ts';
import { episodeCommandLine } from '../../store/export/commandLine.ts';
import type { Lab } from '../../store/lab.ts';
import { useReports } from '../hooks/useReports.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import type { Table } from '../../viz/export/exportTables.ts';
import { elementOf, EXPORT_FIGURES, exportFile, fileName, FORMATS, tableOf, type ExportFigure } from './figures.ts';
import { reportFile } from './report.ts';
import { saving } from './saving.ts';

const save = (lab: Lab, figure: ExportFigure, format: (typeof FORMATS)[number]) =>
  saving(lab, async () => {
    const source = { state: lab.store.getState(), reports: lab.reports.all };
    const { content, name, type } = await exportFile(figure, format, source);
    lab.saveFile(content, name, type);
  });

const saveReport = (lab: Lab) =>
  saving(lab, () => {
    const { content, name, type } = reportFile(lab, new Date());
    lab.saveFile(content, name, type);
    return Promise.resolve();
  });

/** One figure: its name, and a button for each kind of file. */
function FigureRow({ figure, onTable }: { readonly figure: ExportFigure; readonly onTable: (table: Table) => void }) {
  const lab = useLab();
  const state = lab.store.getState();
  const reports = useReports();
  const drawn = elementOf(figure) !== undefined;
  const table = tableOf(figure.id, { state, reports });
  if (figure.ifAny === true && table === undefined) return null;
  return (
    <div className="export-row" role="group" aria-label={figure.name}>
      <span>
        {figure.name}
        {!drawn && <small>not on screen</small>}
      </span>
      {FORMATS.map((format) => (
        <button
          key={format}
          type="button"
          className="btn export-button"
          aria-label={`${figure.name} as ${format.toUpperCase()}`}
          disabled={format === 'svg' || format === 'png' ? !drawn : table === undefined}
          onClick={() => void save(lab, figure, format)}
        >
          {format.toUpperCase()}
        </button>
      ))}
      <button
        type="button"
        className="btn export-button"
        aria-label={`Table of ${figure.name}`}
        disabled={table === undefined}
        onClick={() => table !== undefined && onTable(table)}
      >
        Table
      </button>
    </div>
  );
}

function WholeEpisode() {
  const lab = useLab();
  const record = useLabState((s) => s.experiment.record);
  const ready = useLabState((s) => s.experiment.rule !== undefined && s.session.backend !== undefined);
  const saveRecord = () => {
    if (record === undefined) return;
    lab.saveFile(episodeToNpz(record), `${fileName(lab.store.getState(), 'episode')}.npz`, 'application/zip');
  };
  return (
    <div className="export-whole">
      <button type="button" className="btn" disabled={record === undefined} onClick={() => void saveReport(lab)}>
        Page as a report
      </button>
      <button type="button" className="btn" disabled={record === undefined} onClick={saveRecord}>
        Whole episode as .npz
      </button>
      <button type="button" className="btn" disabled={!ready} onClick={() => void lab.experiment.download()}>
        Rule as .mplp
      </button>
      <button
        type="button"
        className="btn"
        disabled={!ready}
        onClick={() => lab.copyCommand(episodeCommandLine(lab.store.getState().experiment))}
      >
        Copy as command
      </button>
      <p className="note">
        The report is one HTML file: verdict, settings, figures and numbers of what is on screen, link and command. The
        .npz holds every array of the adaptation, for <code>numpy.load</code>. The command repeats this adaptation in a
        terminal.
      </p>
    </div>
  );
}

/** The menu's inside. */
export function ExportContent({ onTable }: { readonly onTable: (table: Table) => void }) {
  return (
    <>
      {EXPORT_FIGURES.map((figure) => (
        <FigureRow key={figure.id} figure={figure} onTable={onTable} />
      ))}
      <WholeEpisode />
    </>
  );
}
