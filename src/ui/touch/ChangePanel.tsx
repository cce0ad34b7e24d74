import { useState } from 'react';
import { INTERVENTIONS } from '../../experiment/interventions.ts';
import type { ExperimentSpec, InterventionKind } from '../../experiment/types.ts';
import { interventionToText } from '../../link/interventionText.ts';
import { MOST_MEASURED, TASKS_MEASURED } from '../../record/measurement.ts';
import type { AgentRef } from '../../record/moment.ts';
import { changeOf, REACHES, type Reach } from '../../store/touch/touch.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { NumberField } from '../parts/NumberField.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { LesionControl } from './LesionControl.tsx';
import { MeasureChanges } from './Measure.tsx';
import './touch.css';

const REACH_WORDS: Readonly<Record<Reach, string>> = { agent: 'Agent', unit: 'Unit', layer: 'Layer', kind: 'All' };

const VERBS: readonly (readonly [name: string, verbs: readonly (readonly [InterventionKind, string])[]])[] = [
  ['Agent', [['silence', 'Silence'], ['parameter.freeze', 'Freeze'], ['parameter.set', 'Set to']]],
  ['Message', [['message.zero', 'Zero'], ['message.clamp', 'Hold at'], ['message.scale', 'Scale by'], ['message.noise', 'Noise of sd'], ['message.shuffle', 'Shuffle points']]],
  ['Change', [['update.scale', 'Scale by'], ['update.gradient', 'Gradient at rate']]],
  ['Memory', [['carry.freeze', 'Freeze'], ['carry.reset', 'Reset']]],
]; // prettier-ignore

interface VerbProps {
  readonly spec: ExperimentSpec;
  readonly selection: AgentRef;
  readonly reach: Reach;
  readonly what: InterventionKind;
  readonly words: string;
  readonly value: number;
}

/** One thing that can be done; where it cannot, its title says why. */
function Verb({ spec, selection, reach, what, words, value }: VerbProps) {
  const lab = useLab();
  const one = changeOf(spec, selection, reach, what, value);
  const impossible = typeof one === 'string';
  return (
    <button
      type="button"
      className="fig-button"
      disabled={impossible}
      title={impossible ? one : undefined}
      onClick={() => !impossible && lab.touch.apply(one)}
    >
      {INTERVENTIONS[what].value === undefined ? words : `${words} ${value}`}
    </button>
  );
}

/** What can be done to the selected agents while the rule learns. */
export function ChangePanel() {
  const lab = useLab();
  const record = useLabState((s) => s.experiment.record);
  const experiment = useLabState((s) => s.experiment);
  const selection = useLabState((s) => s.selection.agent);
  const [reach, setReach] = useState<Reach>('layer');
  const [value, setValue] = useState(0.5);
  const [tasks, setTasks] = useState(TASKS_MEASURED);
  const measured = useLabState((s) => s.touch.measured !== undefined);
  if (record === undefined) return null;
  const { spec } = record.header;
  const { interventions = [] } = experiment.probe;
  return (
    <section className="touch" aria-label="Change">
      {selection === undefined ? (
        <p className="insp-note">Select an agent to change it.</p>
      ) : (
        <>
          <Segmented
            label="Where"
            options={REACHES.map((id) => [id, REACH_WORDS[id]] as const)}
            value={reach}
            onChange={setReach}
          />
          <NumberField label="Number" value={value} min={-100} max={100} step="any" onInput={setValue} />
          {VERBS.map(([name, verbs]) => (
            <div key={name} className="touch-row" role="group" aria-label={name}>
              <span>{name}</span>
              {verbs.map(([what, words]) => (
                <Verb key={what} {...{ spec, selection, reach, what, words, value }} />
              ))}
            </div>
          ))}
        </>
      )}
      {interventions.length > 0 && (
        <>
          <ol className="touch-list" aria-label="In force">
            {interventions.map((one, i) => (
              <li key={`${i} ${interventionToText(one)}`}>
                <code>{interventionToText(one)}</code>
                <button type="button" className="fig-button" onClick={() => lab.touch.remove(i)}>
                  Remove
                </button>
              </li>
            ))}
          </ol>
        </>
      )}
      <NumberField label="Tasks" min={1} max={MOST_MEASURED} value={tasks} onInput={setTasks} />
      {(interventions.length > 0 || measured) && <MeasureChanges tasks={tasks} />}
      <LesionControl tasks={tasks} />
    </section>
  );
}
