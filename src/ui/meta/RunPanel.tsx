import { useEffect, useState } from 'react';

import { bestHeldOut, paceOf, shareDone, timeLeftMs, type RunProgress } from '../../store/meta/progress.ts';
import type { TrainingSlice } from '../../store/meta/training.ts';
import { grouped, lossText, rateText, timeText } from '../../viz/common/format.ts';
import { useReports } from '../hooks/useReports.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { Icon } from '../parts/Icon.tsx';
import { Progress } from '../parts/Progress.tsx';
import { PauseButton } from './PauseButton.tsx';
import { SMOOTHED_OVER } from './HeldOutTable.tsx';

/** The time, once a second while a run goes on. */
function useNow(running: boolean): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => setNow(performance.now()), 1000);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}

function progressOf(training: TrainingSlice, metaSteps: number, nowMs: number): RunProgress {
  const running = training.runningSince === undefined ? 0 : Math.max(0, nowMs - training.runningSince);
  return { steps: metaSteps - training.startStep, runMs: training.runMs + running, pace: paceOf(training.samples) };
}

function Figures({ progress }: { readonly progress: RunProgress }) {
  const reports = useReports();
  const settings = useLabState((s) => s.training.settings);
  if (settings === undefined) return null;
  const { budget, spec } = settings;
  const best = bestHeldOut(reports, SMOOTHED_OVER);
  const rate = progress.pace;
  const left = timeLeftMs(budget, progress);
  return (
    <dl className="stats">
      <div>
        <dd>{grouped(progress.steps)}</dd>
        <dt>{budget.metaSteps === undefined ? 'meta-steps' : `meta-steps of ${grouped(budget.metaSteps)}`}</dt>
      </div>
      <div>
        <dd>{rateText(rate)}</dd>
        <dt>steps per second</dt>
      </div>
      <div>
        <dd>{rateText(rate === undefined ? undefined : rate * spec.recipe.tasks)}</dd>
        <dt>tasks per second</dt>
      </div>
      <div>
        <dd>{timeText(left)}</dd>
        <dt>{left === undefined ? 'left: no limit set' : 'left at this rate'}</dt>
      </div>
      <div title={`Mean of ${SMOOTHED_OVER} meta-steps in a row, after the last inner step`}>
        <dd>{best === undefined ? '–' : lossText(best)}</dd>
        <dt>best held-out loss</dt>
      </div>
      <div>
        <dd>{timeText(progress.runMs)}</dd>
        <dt>trained so far</dt>
      </div>
    </dl>
  );
}

/** While a run goes on: steer it, and read how far it is. */
export function RunPanel() {
  const lab = useLab();
  const training = useLabState((s) => s.training);
  const metaSteps = useLabState((s) => s.experiment.rule?.metaSteps ?? 0);
  const running = training.status === 'running';
  const progress = progressOf(training, metaSteps, useNow(running));
  const share = shareDone(training.settings?.budget ?? {}, progress);
  return (
    <>
      <div className="run-buttons">
        <PauseButton />
        <button type="button" className="btn" disabled={running} onClick={() => lab.training.singleStep()}>
          One step
        </button>
        <button type="button" className="btn" data-testid="train-stop" onClick={() => lab.training.stop()}>
          <Icon name="stop" />
          Stop
        </button>
      </div>
      {share !== undefined && <Progress label="Budget used" share={share} />}
      <Figures progress={progress} />
    </>
  );
}
