import { useEffect, useMemo, useRef, useState } from 'react';

import { withAll } from '../../lib/withAll.ts';
import { endLoss, isStuckRun, ranked, summariesOf } from '../../study/analysis.ts';
import { isSettled, type StudyRun } from '../../study/data.ts';
import { cellText, lossText } from '../../study/words.ts';
import type { Table } from '../../viz/export/exportTables.ts';
import { givenPoints, type OverlaidRun } from '../../viz/meta/runCurves.ts';
import { LossOverlay, MOST_OVERLAID } from '../overlay/LossOverlay.tsx';
import type { Cursor } from '../overlay/useCursor.ts';
import type { OpenStudy } from './useStudy.ts';

/** A checkbox that is half on while some of what it stands for is chosen. */
function Check({
  label,
  some,
  all,
  onChange,
}: {
  readonly label: string;
  readonly some: boolean;
  readonly all: boolean;
  readonly onChange: (on: boolean) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current !== null) input.current.indeterminate = some && !all;
  }, [some, all]);
  return (
    <input
      ref={input}
      type="checkbox"
      aria-label={label}
      checked={all}
      onChange={(event) => onChange(event.target.checked)}
    />
  );
}

interface Row {
  readonly cell: number;
  readonly name: string;
  readonly runs: readonly StudyRun[];
}

/** Cells with their runs that have a curve, best first. */
function rowsOf({ data, cells }: OpenStudy): readonly Row[] {
  return ranked(summariesOf(data, cells)).flatMap(({ cell }) => {
    const runs = data.runs.filter((run) => run.cell === cell && run.curve.at.length > 0);
    const found = cells[cell];
    return runs.length === 0 || found === undefined ? [] : [{ cell, name: cellText(found), runs }];
  });
}

function endText(run: StudyRun): string {
  const loss = endLoss(run);
  return loss === undefined ? run.status : `${lossText(loss)}${isStuckRun(run) ? ' (stuck)' : ''}`;
}

interface ChoiceProps {
  readonly rows: readonly Row[];
  readonly seeds: readonly number[];
  readonly chosen: ReadonlySet<string>;
  readonly onChosen: (chosen: ReadonlySet<string>) => void;
}

/** Every run of a study, to be ticked by itself or with all seeds of its cell. */
function Choice({ rows, seeds, chosen, onChosen }: ChoiceProps) {
  const choose = (runs: readonly StudyRun[], on: boolean) =>
    onChosen(
      withAll(
        chosen,
        runs.map(({ id }) => id),
        on,
      ),
    );
  return (
    <div className="study-scroll" role="region" aria-label="Runs to lay over one another" tabIndex={0}>
      <table className="study-table study-choice">
        <caption className="fig-hidden">Runs to lay over one another</caption>
        <thead>
          <tr>
            <th scope="col">cell, best first</th>
            {seeds.map((seed) => (
              <th key={seed} scope="col">{`seed ${seed}`}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ cell, name, runs }) => (
            <tr key={cell}>
              <th scope="row">
                <label>
                  <Check
                    label={`${name}, all seeds`}
                    some={runs.some(({ id }) => chosen.has(id))}
                    all={runs.every(({ id }) => chosen.has(id))}
                    onChange={(on) => choose(runs, on)}
                  />
                  {` ${name}`}
                </label>
              </th>
              {seeds.map((seed) => {
                const run = runs.find((each) => each.seed === seed);
                if (run === undefined) return <td key={seed}>–</td>;
                const on = chosen.has(run.id);
                return (
                  <td key={seed}>
                    <label>
                      <Check
                        label={`${name}, seed ${seed}, ${endText(run)}`}
                        some={on}
                        all={on}
                        onChange={(to) => choose([run], to)}
                      />
                      {` ${endText(run)}`}
                    </label>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const tableOf = (runs: readonly OverlaidRun[], all: readonly StudyRun[]): Table => ({
  caption: 'Losses of runs',
  columns: ['run', 'name', 'metaStep', 'metaLoss', 'heldOut'],
  rows: runs.flatMap(({ id, name }) => {
    const { at, metaLoss, heldOut } = all.find((run) => run.id === id)?.curve ?? { at: [], metaLoss: [], heldOut: [] };
    return at.map((step, i) => [id, name, step, metaLoss[i] ?? null, heldOut[i] ?? null]);
  }),
});

/** Any runs of a study over one another; to begin with, those of the best and of the last cell. */
export function RunsOverlaid({ study, cursor }: { readonly study: OpenStudy; readonly cursor: Cursor }) {
  const { data } = study;
  const rows = useMemo(() => rowsOf(study), [study]);
  const [asked, setAsked] = useState<ReadonlySet<string>>();
  const chosen = useMemo(
    () =>
      asked ?? new Set([rows[0], rows.at(-1)].flatMap((row) => row?.runs.filter(isSettled).map(({ id }) => id) ?? [])),
    [asked, rows],
  );
  const all = useMemo(
    () =>
      rows
        .map(({ name, runs }) => ({ name, runs: runs.filter(({ id }) => chosen.has(id)) }))
        .filter(({ runs }) => runs.length > 0)
        .flatMap(({ name, runs }, group): readonly OverlaidRun[] =>
          runs.map(({ id, seed, curve }) => ({ id, group, name: `${name}, seed ${seed}`, points: givenPoints(curve) })),
        ),
    [rows, chosen],
  );
  const runs = useMemo(() => all.slice(0, MOST_OVERLAID), [all]);
  return (
    <section className="study-section">
      <h2>Runs over one another</h2>
      <LossOverlay
        {...{ runs, cursor }}
        title={`${data.study.name}: losses of the chosen runs`}
        file="study-runs"
        table={() => tableOf(runs, data.runs)}
      >
        {runs.length === 0
          ? 'Tick runs below.'
          : 'One colour a cell. Means over stretches; the first meta-step as it was.'}
        {all.length > MOST_OVERLAID && ` The first ${MOST_OVERLAID} of ${all.length} are drawn.`}
      </LossOverlay>
      <Choice rows={rows} seeds={data.study.seeds} chosen={chosen} onChosen={setAsked} />
    </section>
  );
}
