import { useState } from 'react';

import { machineText, rulesAt } from '../../runs/table.ts';
import { budgetFrom, goOn, openRun, type KeptRun } from '../../store/runs/keptRuns.ts';
import { grouped } from '../../viz/common/format.ts';
import { useLab } from '../LabContext.tsx';
import { DataTable } from '../parts/DataTable.tsx';
import type { Runs } from './useRuns.ts';
import { budgetText, lossOf, statusText } from './words.ts';

/** A field that is taken over when it is left, or by Enter. */
function Field({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const [draft, setDraft] = useState(value);
  const take = () => {
    if (draft !== value) onChange(draft);
  };
  return (
    <label className="runs-field">
      <span>{label}</span>
      <input
        className="field"
        value={draft}
        maxLength={200}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take();
        }}
      />
    </label>
  );
}

const tagsOf = (text: string) => [
  ...new Set(
    text
      .split(',')
      .map((tag) => tag.trim())
      .filter(Boolean),
  ),
];

/** The rules of a run: opened in the figures, or trained on. */
function Rules({ kept: { run, going } }: { readonly kept: KeptRun }) {
  const lab = useLab();
  const steps = rulesAt(run);
  const [asked, setStep] = useState<number>();
  const step = asked !== undefined && steps.includes(asked) ? asked : run.metaSteps;
  const budget = budgetText({ ...run, budget: budgetFrom(run, step) });
  return (
    <p className="study-tools">
      <label>
        {'Rule at meta-step '}
        <select className="select" value={step} onChange={(event) => setStep(Number(event.target.value))}>
          {steps.map((each) => (
            <option key={each} value={each}>
              {each === run.metaSteps ? `${grouped(each)}, the last` : grouped(each)}
            </option>
          ))}
        </select>
      </label>
      <button type="button" className="btn" onClick={() => void openRun(lab, run, step)}>
        Open in the figures
      </button>
      <button
        type="button"
        className="btn"
        disabled={going}
        title={going ? 'It is being trained' : `Trains on, as a run of its own: ${budget}`}
        onClick={() => void goOn(lab, run, step)}
      >
        Go on training
      </button>
      {!going && <span>{budget}</span>}
    </p>
  );
}

/** One run: its name and tags to be changed, its rules, and where it comes from. */
export function RunDetail({ kept, runs }: { readonly kept: KeptRun; readonly runs: Runs }) {
  const { run } = kept;
  const rows = [
    ['Status', run.cause === undefined ? statusText(kept) : `${statusText(kept)}: ${run.cause}`],
    ['Meta-steps', `${grouped(run.from)} to ${grouped(run.metaSteps)}`],
    ['Budget', budgetText(run)],
    ...run.evaluations.map(({ tasks, steps, seed, meanLoss }) => [
      'Evaluation',
      `mean loss ${lossOf(meanLoss.at(-1))} after ${grouped(steps)} inner steps, ${grouped(tasks)} tasks of seed ${seed}`,
    ]),
    ['Machine', machineText(run)],
    ['Lab', `version ${run.versions.join(', ')}`],
    ...(run.command === undefined ? [] : [['Command', run.command]]),
  ];
  return (
    <section className="study-section" aria-label="The chosen run">
      <h2>{run.name}</h2>
      <div className="study-tools">
        <Field label="Name" value={run.name} onChange={(to) => runs.rename(run.id, { name: to.trim() || run.name })} />
        <Field
          label="Tags, with commas between"
          value={run.tags.join(', ')}
          onChange={(to) => runs.rename(run.id, { tags: tagsOf(to) })}
        />
      </div>
      {run.metaSteps > run.from || run.checkpoints.length > 0 ? <Rules kept={kept} /> : null}
      <div className="study-scroll" role="region" aria-label="About the run" tabIndex={0}>
        <DataTable caption="About the run" columns={['', '']} rows={rows} className="study-table" />
      </div>
    </section>
  );
}
