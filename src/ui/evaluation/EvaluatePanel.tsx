import { MOST_INNER_STEPS } from '../../experiment/types.ts';
import { useState, type ReactNode } from 'react';

import {
  cancelEvaluation,
  keepEvaluation,
  readEvaluations,
  removeEvaluation,
  startEvaluation,
} from '../../store/evaluation/evaluations.ts';
import type { EvaluationSettings } from '../../store/evaluation/evaluation.ts';
import { specInUse } from '../../store/experiment/experiment.ts';
import { Segmented } from '../parts/Segmented.tsx';
import { grouped } from '../../viz/common/format.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { NumberField } from '../parts/NumberField.tsx';
import { Progress } from '../parts/Progress.tsx';
import { useKept } from '../parts/useKept.tsx';
import { EvaluationResult } from './EvaluationResult.tsx';
import { KeptEvaluations } from './KeptEvaluations.tsx';
import './evaluate.css';

const TASKS = [
  ['100', '100'],
  ['1000', grouped(1000)],
] as const;

/** How far an evaluation is, and a way out of it. */
function Running() {
  const lab = useLab();
  const running = useLabState((s) => s.evaluation.running);
  if (running === undefined) return null;
  const { tasks, tasksDone } = running;
  return (
    <div className="evaluation-running">
      <Progress label="Tasks evaluated" share={tasksDone / tasks} />
      <button type="button" className="btn btn-wide" onClick={() => cancelEvaluation(lab)}>
        {`Cancel (${grouped(tasksDone)} of ${grouped(tasks)})`}
      </button>
    </div>
  );
}

/** Score the rule in use on fresh tasks, past its horizon if wanted, while everything else goes on. */
function Start({ onStart }: { readonly onStart: (settings: EvaluationSettings) => void }) {
  const horizon = useLabState((s) => specInUse(s.experiment).recipe.innerSteps);
  const ready = useLabState((s) => s.experiment.rule !== undefined && s.session.backend !== undefined);
  const running = useLabState((s) => s.evaluation.running !== undefined);
  const [tasks, setTasks] = useState<'100' | '1000'>('100');
  const [chosenSteps, setSteps] = useState<number>();
  const steps = chosenSteps ?? horizon;
  return (
    <>
      <div className="row">
        <span className="evaluation-label">Tasks</span>
        <Segmented label="Tasks" options={TASKS} value={tasks} onChange={setTasks} />
      </div>
      <NumberField
        label="Steps"
        min={0}
        max={MOST_INNER_STEPS}
        value={steps}
        title={`The rule was made for ${horizon}; more shows what happens past that`}
        unit={steps > horizon ? `horizon ${horizon}` : ''}
        onInput={setSteps}
        onClear={() => setSteps(undefined)}
      />
      {running ? (
        <Running />
      ) : (
        <button
          type="button"
          className="btn btn-wide evaluation-start"
          disabled={!ready}
          onClick={() => onStart({ tasks: Number(tasks), steps })}
        >
          Evaluate
        </button>
      )}
    </>
  );
}

/** An evaluation of the rule in use, and those that were kept. */
export function EvaluatePanel() {
  const lab = useLab();
  const { finished, refused } = useLabState((s) => s.evaluation);
  const { act, remove, told, back } = useKept({
    read: readEvaluations,
    remove: removeEvaluation,
    put: keepEvaluation,
    refused,
  });
  const start = (settings: EvaluationSettings) =>
    act(startEvaluation(lab, settings, Date.now, Math.floor(1e6 * Math.random())));
  const kept: ReactNode = (
    <>
      <KeptEvaluations onRemove={remove} />
      {back}
    </>
  );
  return (
    <>
      <Start onStart={start} />
      {told}
      {finished === undefined ? kept : <EvaluationResult finished={finished}>{kept}</EvaluationResult>}
    </>
  );
}
