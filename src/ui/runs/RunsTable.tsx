import { withAll } from '../../lib/withAll.ts';
import { DOWN_FIRST, sortedRuns, type SortKey, type Sorting } from '../../runs/table.ts';
import type { KeptRun } from '../../store/runs/keptRuns.ts';
import { grouped, timeText } from '../../viz/common/format.ts';
import { SortHead, wayOf } from '../parts/SortHead.tsx';
import { bytesText, dateText, lossOf, statusText } from './words.ts';

const COLUMNS: readonly (readonly [key: SortKey, head: string])[] = [
  ['name', 'Name'],
  ['status', 'Status'],
  ['preset', 'Experiment'],
  ['seed', 'Seed'],
  ['metaSteps', 'Meta-steps'],
  ['heldOut', 'Held-out loss'],
  ['trained', 'Trained for'],
  ['begun', 'Begun'],
  ['size', 'Size'],
];

interface RowProps {
  readonly kept: KeptRun;
  readonly chosen: boolean;
  readonly onChoose: (chosen: boolean) => void;
  readonly onOnly: () => void;
}

function Row({ kept, chosen, onChoose, onOnly }: RowProps) {
  const { run, heldOut, bytes } = kept;
  return (
    <tr aria-selected={chosen}>
      <td>
        <input
          type="checkbox"
          aria-label={`Choose ${run.name}`}
          checked={chosen}
          onChange={(event) => onChoose(event.target.checked)}
        />
      </td>
      <th scope="row">
        <button type="button" className="runs-name" title="Choose this run alone" onClick={onOnly}>
          {run.name}
        </button>
        {run.tags.map((tag) => (
          <span key={tag} className="runs-tag">
            {tag}
          </span>
        ))}
      </th>
      <td className={`runs-${run.status}`} title={run.cause}>
        {statusText(kept)}
      </td>
      <td>{run.preset ?? '–'}</td>
      <td>{run.spec.seeds.training}</td>
      <td>{grouped(run.metaSteps)}</td>
      <td>{lossOf(heldOut)}</td>
      <td>{timeText(run.trainedMs)}</td>
      <td>{dateText(run.createdMs)}</td>
      <td>{bytesText(bytes)}</td>
    </tr>
  );
}

export interface RunsTableProps {
  readonly runs: readonly KeptRun[];
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
  readonly chosen: ReadonlySet<string>;
  readonly onChosen: (chosen: ReadonlySet<string>) => void;
}

/** Every run that was found, a row each; heads sort. */
export function RunsTable({ runs, sorting, onSort, chosen, onChosen }: RunsTableProps) {
  const all = runs.length > 0 && runs.every(({ run }) => chosen.has(run.id));
  const sortBy = (key: SortKey) => onSort({ key, down: key === sorting.key ? !sorting.down : DOWN_FIRST.has(key) });
  return (
    <div className="study-scroll" role="region" aria-label="Table of runs" tabIndex={0}>
      <table className="study-table runs-table">
        <caption className="fig-hidden">Runs of this browser</caption>
        <thead>
          <tr>
            <td>
              <input
                type="checkbox"
                aria-label="Choose all on show"
                checked={all}
                onChange={() => onChosen(new Set(all ? [] : runs.map(({ run }) => run.id)))}
              />
            </td>
            {COLUMNS.map(([key, head]) => (
              <SortHead
                key={key}
                name={head}
                sorted={wayOf(key === sorting.key, sorting.down)}
                onSort={() => sortBy(key)}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {sortedRuns(runs, sorting).map((kept) => (
            <Row
              key={kept.run.id}
              kept={kept}
              chosen={chosen.has(kept.run.id)}
              onChoose={(on) => onChosen(withAll(chosen, [kept.run.id], on))}
              onOnly={() => onChosen(new Set([kept.run.id]))}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}
