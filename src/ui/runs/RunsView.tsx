import { useState } from 'react';

import { exportRuns } from '../../runs/archive.ts';
import { foundRuns, type Sorting } from '../../runs/table.ts';
import type { KeptRun } from '../../store/runs/keptRuns.ts';
import { plural } from '../../viz/common/format.ts';
import { useLab } from '../LabContext.tsx';
import { saving } from '../export/saving.ts';
import { FileButton } from '../parts/FileButton.tsx';
import { Differences } from './Differences.tsx';
import { RunCurves } from './RunCurves.tsx';
import { RunDetail } from './RunDetail.tsx';
import { RunsTable } from './RunsTable.tsx';
import { useRuns, type Runs } from './useRuns.ts';
import { useLent } from './useLent.ts';
import { bytesText, lentText } from './words.ts';
import '../study/study.css';
import './runs.css';

function ImportButton({ runs }: { readonly runs: Runs }) {
  return <FileButton words="Import a file of runs" accept=".zip,application/zip" onFile={runs.takeIn} />;
}

/** What is done with the chosen runs; those in training are left alone. */
function Actions({ chosen, runs }: { readonly chosen: readonly KeptRun[]; readonly runs: Runs }) {
  const lab = useLab();
  const { store } = runs;
  const still = chosen.filter(({ going }) => !going);
  const thick = still.filter(({ run }) => run.checkpoints.length > 0);
  return (
    <>
      <button
        type="button"
        className="btn"
        disabled={store === undefined || chosen.length === 0}
        onClick={() => {
          if (store === undefined) return;
          const all = chosen.map(({ run }) => run);
          void saving(lab, async () => lab.saveFile(await exportRuns(store, all), 'runs.zip', 'application/zip'));
        }}
      >
        Export
      </button>
      <button type="button" className="btn" disabled={thick.length === 0} onClick={() => runs.thin(thick)}>
        Delete checkpoints
      </button>
      <button type="button" className="btn" disabled={still.length === 0} onClick={() => runs.remove(still)}>
        Delete
      </button>
    </>
  );
}

function Empty({ runs }: { readonly runs: Runs }) {
  const lab = useLab();
  const train = () => {
    lab.appearance.enter('figures');
    lab.appearance.open('drawer');
  };
  return (
    <section className="runs-empty">
      <p className="runs-count">
        Nothing was trained in this browser yet. Every training is kept here from its first meta-step on.
      </p>
      <p className="study-tools">
        <button type="button" className="btn btn-primary" onClick={train}>
          Train a rule
        </button>
        <ImportButton runs={runs} />
      </p>
    </section>
  );
}

function Told({ runs: { trouble, done, kept } }: { readonly runs: Runs }) {
  return (
    <>
      {trouble !== undefined && (
        <p className="study-trouble" role="alert">
          {trouble}
        </p>
      )}
      {kept?.refused.map((words) => (
        <p key={words} className="study-trouble">
          {words}
        </p>
      ))}
      <p className="study-tools" role="status">
        {done?.words}
        {done?.undo !== undefined && (
          <button type="button" className="btn" onClick={done.undo}>
            Undo
          </button>
        )}
      </p>
    </>
  );
}

function Content({ all, runs }: { readonly all: readonly KeptRun[]; readonly runs: Runs }) {
  const lent = useLent();
  const [text, setText] = useState('');
  const [sorting, setSorting] = useState<Sorting>({ key: 'begun', down: true });
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const found = foundRuns(all, text);
  const chosen = found.filter(({ run }) => ids.has(run.id));
  const [first, second] = chosen;
  const bytes = all.reduce((sum, each) => sum + each.bytes, 0);
  return (
    <>
      <p className="runs-count">
        {`${plural(all.length, 'run')}, ${bytesText(bytes)}`}
        {lent !== undefined && ` of ${lentText(lent)}`}
        {chosen.length > 0 && `; ${chosen.length} chosen`}
      </p>
      <div className="study-tools">
        <input
          type="search"
          className="field runs-search"
          aria-label="Find runs"
          placeholder="Find: name, tag, status, rule.messageSize=8"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Actions chosen={chosen} runs={runs} />
        <ImportButton runs={runs} />
      </div>
      {found.length === 0 ? (
        <p>No run is like that.</p>
      ) : (
        <RunsTable runs={found} sorting={sorting} onSort={setSorting} chosen={ids} onChosen={setIds} />
      )}
      {chosen.length > 0 && runs.store !== undefined && <RunCurves chosen={chosen} store={runs.store} />}
      {chosen.length === 1 && first !== undefined && (
        <RunDetail key={`${first.run.id} ${first.run.name} ${first.run.tags.join()}`} kept={first} runs={runs} />
      )}
      {chosen.length === 2 && first !== undefined && second !== undefined && (
        <Differences
          {...(first.run.createdMs <= second.run.createdMs ? { a: first, b: second } : { a: second, b: first })}
        />
      )}
    </>
  );
}

/** What was trained in this browser, in place of the figures. */
export function RunsView() {
  const runs = useRuns();
  const { kept, trouble } = runs;
  return (
    <main className="study" id="figures" tabIndex={-1} aria-label="Runs">
      <div className="study-page runs-room">
        <h1>Runs</h1>
        <Told runs={runs} />
        {kept === undefined ? (
          trouble === undefined && <p role="status">Reading the runs …</p>
        ) : kept.runs.length === 0 ? (
          <Empty runs={runs} />
        ) : (
          <Content all={kept.runs} runs={runs} />
        )}
      </div>
    </main>
  );
}
