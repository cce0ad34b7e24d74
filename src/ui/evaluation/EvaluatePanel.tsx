import { MOST_INNER_STEPS } from '../../experiment/types.ts';
import { useState } from 'react';

import { specInUse } from '../../store/experiment/experiment.ts';
import { Segmented } from '../parts/Segmented.tsx';
import { grouped } from '../../viz/common/format.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { NumberField } from '../parts/NumberField.tsx';
import { Progress } from '../parts/Progress.tsx';
import { EvaluationResult } from './EvaluationResult.tsx';
import './evaluate.css';

const TASKS = [
  ['100', '100'],
  ['1000', grouped(1000)],
] as const;

/** How far an evaluation is, and a way out of it. */
function Running() {
  const { evaluation } = useLab();
  const running = useLabState((s) => s.evaluation.running);
  if (running === undefined) return null;
  const { tasks, tasksDone } = running;
  return (
    <div className="evaluation-running">
      <Progress label="Tasks evaluated" share={tasksDone / tasks} />
      <button type="button" className="btn btn-wide" onClick={() => evaluation.cancel()}>
        {`Cancel (${grouped(tasksDone)} of ${grouped(tasks)})`}
      </button>
    </div>
  );
}

/** Score the rule in use on fresh tasks, past its horizon if wanted, while everything else goes on. */
export function EvaluatePanel() {
  const lab = useLab();
  const horizon = useLabState((s) => specInUse(s.experiment).recipe.innerSteps);
  const ready = useLabState((s) => s.experiment.rule !== undefined && s.session.backend !== undefined);
  const running = useLabState((s) => s.evaluation.running !== undefined);
  const finished = useLabState((s) => s.evaluation.finished);
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
          onClick={() => void lab.evaluation.start({ tasks: Number(tasks), steps })}
        >
          Evaluate
        </button>
      )}
      {finished !== undefined && <EvaluationResult finished={finished} />}
    </>
  );
}
