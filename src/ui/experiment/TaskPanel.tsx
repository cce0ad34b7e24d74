import { familyOf } from '../../tasks/families.ts';
import { MOST_INNER_STEPS, type ExperimentSpec } from '../../experiment/types.ts';
import { useState } from 'react';

import { specInUse } from '../../store/experiment/experiment.ts';
import { probeTask } from '../../tasks/draw.ts';
import { fixed } from '../../viz/common/format.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { Icon } from '../parts/Icon.tsx';
import { NumberField } from '../parts/NumberField.tsx';
import { Slider } from '../parts/Slider.tsx';

const LARGEST_SEED = 2 ** 31 - 1;

function Seeds() {
  const { experiment } = useLab();
  const probe = useLabState((s) => s.experiment.probe);
  const spec = useLabState((s) => specInUse(s.experiment));
  const commit = () => experiment.commit();
  const horizon = spec.recipe.innerSteps;
  return (
    <>
      <NumberField
        label="Task seed"
        min={0}
        max={LARGEST_SEED}
        value={probe.taskSeed}
        title="Draws amplitude, phase and the points of every step"
        onInput={(taskSeed) => experiment.setProbe({ taskSeed })}
        onCommit={commit}
      />
      {!spec.recipe.learnedPrior && (
        <NumberField
          label="Net seed"
          min={0}
          max={LARGEST_SEED}
          value={probe.networkSeed}
          title="Draws the fresh network’s weights"
          onInput={(networkSeed) => experiment.setProbe({ networkSeed })}
          onCommit={commit}
        />
      )}
      <NumberField
        label="Inner steps"
        min={1}
        max={MOST_INNER_STEPS}
        value={probe.steps}
        title={`The rule was made for ${horizon}; more shows what happens past that`}
        unit={probe.steps > horizon ? `trained for ${horizon}` : ''}
        onInput={(steps) => experiment.setProbe({ steps })}
        onCommit={commit}
      />
      {spec.recipe.learnedPrior && <p className="note">{startNote(spec)}</p>}
    </>
  );
}

function startNote({ recipe: { ownStepSizes } }: ExperimentSpec): string {
  const start = 'Every adaptation starts from the same learned weights';
  if (ownStepSizes === 0) return `${start}.`;
  const steps = ownStepSizes > 1 ? `, others in each of the first ${ownStepSizes} inner steps` : '';
  return `${start}; every weight and bias has a learned step size of its own${steps}.`;
}

/** What no task of the training had: another frequency, noise, a drawn curve. Open where a link sets one of them. */
function OwnTarget() {
  const lab = useLab();
  const probe = useLabState((s) => s.experiment.probe);
  const spec = useLabState((s) => specInUse(s.experiment));
  const { frequency, noise, curve, support } = probe;
  const own = [frequency, noise, curve, support].some((value) => value !== undefined);
  const [asked, setAsked] = useState<boolean>();
  const commit = () => lab.experiment.commit();
  return (
    <details open={asked ?? own} onToggle={(event) => setAsked(event.currentTarget.open)}>
      <summary>Your own target</summary>
      <Slider
        label="Frequency"
        min={0}
        max={4}
        value={frequency ?? 1}
        onInput={(v) => lab.experiment.setProbe({ frequency: v })}
        onCommit={commit}
      />
      {familyOf(spec.task).ownFields.includes('noise') && (
        <Slider
          label="Noise"
          min={0}
          max={0.5}
          value={noise ?? 0}
          onInput={(v) => lab.experiment.setProbe({ noise: v })}
          onCommit={commit}
        />
      )}
      {familyOf(spec.task).ownFields.includes('curve') && (
        <p className="note">
          In the plot, for the step on show: drag a point, double-click to add or remove one. With the keyboard: Tab,
          arrows, Insert, Delete. The pencil draws a curve.
        </p>
      )}
    </details>
  );
}

/** The task on show: every control adapts anew while it moves. */
export function TaskPanel() {
  const lab = useLab();
  const probe = useLabState((s) => s.experiment.probe);
  const spec = useLabState((s) => specInUse(s.experiment));
  const { amplitude, phase, frequency = 1, curve } = probeTask(spec, probe);
  const commit = () => lab.experiment.commit();
  const [lowA, highA] = spec.task.amplitude;
  const [lowP, highP] = spec.task.phase;
  return (
    <section className="section" aria-labelledby="task-title">
      <h2 id="task-title">
        Task{' '}
        <small>
          {curve === undefined
            ? `y = ${fixed(amplitude, 2)} sin(${frequency === 1 ? '' : fixed(frequency, 2) + ' '}x + ${fixed(phase, 2)})`
            : 'drawn by hand'}
        </small>
      </h2>
      <Slider
        label="Amplitude"
        min={Math.min(0, lowA)}
        max={2 * highA}
        value={amplitude}
        onInput={(v) => lab.experiment.setProbe({ amplitude: v })}
        onCommit={commit}
      />
      <Slider
        label="Phase"
        min={Math.max(-2 * Math.PI, lowP - Math.PI)}
        max={Math.min(2 * Math.PI, highP + Math.PI)}
        value={phase}
        onInput={(v) => lab.experiment.setProbe({ phase: v })}
        onCommit={commit}
      />
      <Seeds />
      <div className="buttons">
        <button type="button" className="btn" data-testid="new-task" onClick={() => lab.experiment.newTask()}>
          <Icon name="refresh" />
          New task
        </button>
      </div>
      <OwnTarget />
    </section>
  );
}
