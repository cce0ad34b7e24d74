import { useState } from 'react';

import type { Budget } from '../../record/run.ts';
import { PRESET_IDS, PRESETS, type PresetId } from '../../experiment/presets.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import { networkText } from '../../experiment/otherNetwork.ts';
import { refuseForTraining } from '../../experiment/validate.ts';
import { sentence } from '../../store/page/notices.ts';
import { nearestPreset } from '../../store/experiment/experiment.ts';
import { trainCommandLine, type TrainingRequest } from '../../store/export/commandLine.ts';
import { grouped, titleParts } from '../../viz/common/format.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { Icon } from '../parts/Icon.tsx';
import { NumberField } from '../parts/NumberField.tsx';
import { MachineSpeed } from './MachineSpeed.tsx';
import { useFields, useStart, type Start } from './useStart.ts';
import {
  budgetOf,
  continuedSpec,
  needsWasm,
  onNetworkShown,
  runSpec,
  withoutWasm,
  type BudgetFields,
} from './budget.ts';

interface ChoiceProps {
  readonly start: Start;
  readonly preset: PresetId;
  /** Settings of the ablation panel stand in for the preset. */
  readonly custom: boolean;
  readonly onStart: (start: Start) => void;
  readonly onPreset: (preset: PresetId) => void;
}

function StartChoice({ start, preset, custom, onStart, onPreset }: ChoiceProps) {
  const rule = useLabState((s) => s.experiment.rule);
  return (
    <fieldset className="choice">
      <legend>Start</legend>
      <label>
        <input type="radio" name="start" checked={start === 'scratch'} onChange={() => onStart('scratch')} />
        from scratch
        <select
          className="select select-small"
          aria-label="Preset"
          value={custom ? 'custom' : preset}
          disabled={start !== 'scratch'}
          onChange={(e) => onPreset(e.target.value as PresetId)}
        >
          {custom && <option value="custom">Settings of the rule panel</option>}
          {PRESET_IDS.map((id) => (
            <option key={id} value={id}>
              {titleParts(PRESETS[id].title).name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <input
          type="radio"
          name="start"
          checked={start === 'continue'}
          disabled={rule === undefined}
          onChange={() => onStart('continue')}
        />
        continue this rule
        {rule !== undefined && <small>{`at ${grouped(rule.metaSteps)}`}</small>}
      </label>
    </fieldset>
  );
}

function BudgetInputs({
  start,
  fields,
  onChange,
}: {
  readonly start: Start;
  readonly fields: BudgetFields;
  readonly onChange: (fields: BudgetFields) => void;
}) {
  const set = (change: Partial<BudgetFields>) => onChange({ ...fields, ...change });
  return (
    <fieldset className="budget">
      <legend>
        Stop at <small>whichever comes first</small>
      </legend>
      <NumberField
        label={start === 'continue' ? 'Further meta-steps' : 'Meta-steps'}
        min={1}
        max={1e6}
        value={fields.metaSteps}
        placeholder="no limit"
        onInput={(metaSteps) => set({ metaSteps })}
        onClear={() => set({ metaSteps: undefined })}
      />
      <NumberField
        label="Minutes"
        min={0.1}
        max={1e5}
        step="any"
        value={fields.minutes}
        placeholder="no limit"
        onInput={(minutes) => set({ minutes })}
        onClear={() => set({ minutes: undefined })}
      />
      <NumberField
        label="Held-out loss below"
        min={0}
        max={100}
        step="any"
        value={fields.heldOutBelow}
        placeholder="none"
        title="Smoothed held-out loss after the last inner step"
        onInput={(heldOutBelow) => set({ heldOutBelow })}
        onClear={() => set({ heldOutBelow: undefined })}
      />
    </fieldset>
  );
}

function LackingNote({ backend }: { readonly backend: string }) {
  return <small>{`Without warm-ups and the limit on single tasks: ${backend} cannot, ?backend=wasm can.`}</small>;
}

/** Which network is trained while another one is on show. */
function NetworkNote({ fresh, spec }: { readonly fresh: boolean; readonly spec: ExperimentSpec }) {
  const words = fresh
    ? `Network ${networkText(spec.network)}, as on show.`
    : 'On its own network, not the one on show.';
  return <p className="note">{words}</p>;
}

function CopyButton({ request }: { readonly request: TrainingRequest }) {
  const lab = useLab();
  return (
    <button
      type="button"
      className="btn btn-wide"
      title="The mplp command that trains the same way in a terminal"
      onClick={() => lab.copyCommand(trainCommandLine(request, lab.store.getState().experiment))}
    >
      Copy as command
    </button>
  );
}

/** What of a recipe this backend can train fast, and whether that leaves something out. */
function trainableOn(backend: string | undefined, asked: ExperimentSpec) {
  const lacking = backend === 'webgpu' && needsWasm(asked);
  return { lacking, spec: lacking ? withoutWasm(asked) : asked };
}

/** How to start meta-training, and when it ends. */
export function StartForm() {
  const lab = useLab();
  const ready = useLabState((s) => s.session.backend !== undefined && s.experiment.rule !== undefined);
  const backend = useLabState((s) => s.session.backend?.backend);
  const starting = useLabState((s) => s.training.starting);
  const probe = useLabState((s) => s.experiment.probe);
  const rule = useLabState((s) => s.experiment.rule);
  const { custom, start, setStart, preset, choosePreset: setPreset } = useStart();
  const [fields, setFields] = useFields(custom);
  const [tasks, setTasks] = useState<number>();
  const budget: Budget = budgetOf(fields);
  const fresh = start === 'scratch' || rule === undefined;
  const asked: ExperimentSpec = fresh
    ? runSpec(onNetworkShown(custom ?? PRESETS[preset].spec, probe), budget, tasks)
    : runSpec(continuedSpec(rule.spec, rule.metaSteps), {}, tasks);
  const kind = custom === undefined ? preset : nearestPreset(custom);
  const { lacking, spec } = trainableOn(backend, asked);
  const trainable = refuseForTraining(spec);
  const choosePreset = (id: PresetId) => {
    setPreset(id);
    setFields({ ...fields, metaSteps: PRESETS[id].spec.recipe.metaSteps });
  };
  return (
    <form
      className="start-form"
      onSubmit={(event) => {
        event.preventDefault();
        void lab.training.start({ start, spec, budget });
      }}
    >
      <StartChoice {...{ start, preset, onStart: setStart, onPreset: choosePreset }} custom={custom !== undefined} />
      <NumberField
        label="Tasks per meta-step"
        min={1}
        max={256}
        value={spec.recipe.tasks}
        onInput={setTasks}
        onClear={() => setTasks(undefined)}
      />
      <BudgetInputs start={start} fields={fields} onChange={setFields} />
      <button
        type="submit"
        className="btn btn-primary btn-wide"
        data-testid="train-start"
        disabled={!ready || starting || !trainable.ok}
      >
        <Icon name="play" />
        Train
      </button>
      {!trainable.ok && <p className="note note-warn">{sentence(trainable.failure.message)}</p>}
      {probe.layers !== undefined && <NetworkNote fresh={fresh} spec={spec} />}
      <CopyButton request={{ start: fresh ? 'scratch' : 'continue', preset: kind, spec, budget }} />
      {lacking && backend !== undefined && <LackingNote backend={backend} />}
      <MachineSpeed spec={spec} name={fresh ? titleParts(PRESETS[kind].title).name : rule.label} onTasks={setTasks} />
    </form>
  );
}
