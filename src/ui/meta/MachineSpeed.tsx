import type { SpeedReport, SpeedRow } from '../../record/machineSpeed.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import { chooseTasks, costOf, type TaskChoice } from '../../store/meta/machineSpeed.ts';
import { useLab, useLabState } from '../LabContext.tsx';

/** Three digits are enough to compare. */
const short = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
const tasksText = (tasks: number) => (tasks === 1 ? '1 task' : `${tasks} tasks`);

const WHY: Record<TaskChoice['reason'], string> = {
  enough: 'more tasks would hardly come cheaper',
  fastest: 'with more, a meta-step would take longer than a quarter of a second',
  noneShort: 'even one takes longer than a quarter of a second here',
};

function SpeedTable({ rows, chosen }: { readonly rows: readonly SpeedRow[]; readonly chosen: number | undefined }) {
  const best = Math.max(...rows.map((row) => row.tasksPerSecond));
  return (
    <table className="speed-table" data-testid="speed-table">
      <thead>
        <tr>
          <th scope="col">Tasks</th>
          <th scope="col" title="Milliseconds of a meta-step">
            ms
          </th>
          <th scope="col">Tasks a second</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.tasks} className={row.tasks === chosen ? 'speed-chosen' : undefined}>
            <td>{row.tasks}</td>
            <td>{short(row.metaStepMs)}</td>
            <td>
              <span className="speed-bar" style={{ width: `${(48 * row.tasksPerSecond) / best}px` }} />
              {short(row.tasksPerSecond)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Advice({ report, onTasks }: { readonly report: SpeedReport; readonly onTasks: (tasks: number) => void }) {
  const { tasks, reason, row } = chooseTasks(report.rows);
  if (row === undefined) return null;
  const where = `${row.backend}${row.threads > 1 ? `, ${row.threads} threads` : ''}, ${row.implementation} operations`;
  return (
    <>
      <p>{`${tasksText(tasks)} a meta-step: ${WHY[reason]} (${where}).`}</p>
      <button type="button" className="btn" data-testid="speed-use" onClick={() => onTasks(tasks)}>
        {`Use ${tasksText(tasks)}`}
      </button>
    </>
  );
}

/** "How fast is this machine?": meta-steps of more and more tasks, and a number of tasks that suits it. */
export function MachineSpeed({
  spec,
  name,
  onTasks,
}: {
  readonly spec: ExperimentSpec;
  /** Of what is measured. */
  readonly name: string;
  readonly onTasks: (tasks: number) => void;
}) {
  const lab = useLab();
  const ready = useLabState((s) => s.session.backend !== undefined && s.experiment.rule !== undefined);
  const { running, finished } = useLabState((s) => s.machineSpeed);
  const result = finished !== undefined && costOf(finished.spec) === costOf(spec) ? finished : undefined;
  const rows = running?.rows ?? result?.report.rows ?? [];
  const ended = running === undefined ? result?.report.ended : undefined;
  return (
    <details className="machine-speed">
      <summary>How fast is this machine?</summary>
      <p>{`Times meta-steps of ${name} with 1, 2, 4 … tasks on a throw-away rule: some seconds.`}</p>
      {running === undefined ? (
        <button
          type="button"
          className="btn"
          data-testid="speed-measure"
          disabled={!ready}
          onClick={() => void lab.machineSpeed.start({ spec, name })}
        >
          {result === undefined ? 'Measure' : 'Measure again'}
        </button>
      ) : (
        <button type="button" className="btn" onClick={() => lab.machineSpeed.cancel()}>
          Cancel
        </button>
      )}
      <div aria-live="polite">
        {rows.length > 0 && (
          <SpeedTable rows={rows} chosen={running === undefined ? chooseTasks(rows).tasks : undefined} />
        )}
        {ended !== undefined && <p>{`${tasksText(ended.tasks)}: ${ended.why}`}</p>}
        {running === undefined && result !== undefined && <Advice report={result.report} onTasks={onTasks} />}
      </div>
    </details>
  );
}
