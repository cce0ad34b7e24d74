import { textOfValue } from '../../experiment/diff.ts';
import { runDifferences } from '../../runs/table.ts';
import type { KeptRun } from '../../store/runs/keptRuns.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { resultRow } from './words.ts';

/** Where two runs differ. */
export function Differences({ a, b }: { readonly a: KeptRun; readonly b: KeptRun }) {
  const { settings, results } = runDifferences(a, b);
  const columns = ['', a.run.name, b.run.name === a.run.name ? `${b.run.name} (2)` : b.run.name];
  const rows = [
    ...settings.map(({ field, from, to }) => [field, textOfValue(from), textOfValue(to)]),
    ...results.map(resultRow),
  ];
  return (
    <section className="study-section" aria-label="What differs">
      <h2>What differs</h2>
      <p className="study-note">
        {settings.length === 0
          ? 'Both were trained with the same settings and seeds.'
          : 'Settings by their names in study files and on the command line, then what became of both.'}
      </p>
      <div className="study-scroll" role="region" aria-label="Differences" tabIndex={0}>
        <DataTable caption="What differs" columns={columns} rows={rows} className="study-table" />
      </div>
    </section>
  );
}
