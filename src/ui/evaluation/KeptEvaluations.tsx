import type { KeptEvaluation } from '../../record/keptEvaluation.ts';
import { listed, showEvaluation } from '../../store/evaluation/evaluations.ts';
import { lossText, plural } from '../../viz/common/format.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { IconButton } from '../parts/IconButton.tsx';

interface KeptProps {
  readonly onRemove: (evaluation: KeptEvaluation, name: string) => void;
}

/** The evaluations of this browser: put one on show, or delete it. */
export function KeptEvaluations({ onRemove }: KeptProps) {
  const lab = useLab();
  const slice = useLabState((s) => s.evaluation);
  const all = listed(slice);
  if (all.length === 0) return null;
  return (
    <div className="evaluation-list" tabIndex={0} role="region" aria-label="Evaluations kept">
      <table className="losses evaluation-kept">
        <thead>
          <tr>
            <th scope="col">kept</th>
            <th scope="col">step</th>
            <th scope="col">mean</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {all.map(({ evaluation, number, otherwise }) => {
            const { id, rule, report } = evaluation;
            const current = id === slice.finished?.id;
            return (
              <tr key={id} data-current={current}>
                <th scope="row">
                  <button
                    type="button"
                    aria-current={current ? 'true' : undefined}
                    onClick={() => showEvaluation(lab, evaluation)}
                  >
                    {`${number} ${rule.label}`} <small>{[plural(report.tasks, 'task'), ...otherwise].join(', ')}</small>
                  </button>
                </th>
                <td>{report.steps}</td>
                <td>{lossText(report.meanLoss[report.steps] ?? NaN)}</td>
                <td>
                  <IconButton
                    icon="trash"
                    label={`Delete evaluation ${number}`}
                    onClick={() => onRemove(evaluation, `Evaluation of ${rule.label}`)}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
