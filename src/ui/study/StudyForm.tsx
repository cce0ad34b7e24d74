import { useId, useState, type ReactNode } from 'react';

import { PRESET_IDS } from '../../experiment/presets.ts';
import { messageOf } from '../../store/context.ts';
import {
  draftFields,
  draftOf,
  FIRST_DRAFT,
  studyOf,
  type DraftField,
  type DraftPlace,
  type StudyDraft,
} from '../../store/study/studyDraft.ts';
import type { Study } from '../../study/study.ts';

interface Refusal {
  readonly place: DraftPlace | 'form';
  readonly words: string;
}

interface RowProps {
  readonly label: string;
  readonly refusal: Refusal | undefined;
  readonly place: DraftPlace;
  readonly children: (field: {
    readonly id: string;
    readonly 'aria-invalid': boolean;
    readonly 'aria-describedby': string | undefined;
  }) => ReactNode;
}

/** A labelled field, and what is wrong with it. */
function Row({ label, refusal, place, children }: RowProps) {
  const id = useId();
  const refused = refusal?.place === place;
  return (
    <div className="study-row">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-invalid': refused, 'aria-describedby': refused ? `${id}-why` : undefined })}
      {refused && (
        <span id={`${id}-why`} className="study-trouble" role="alert">
          {refusal.words}
        </span>
      )}
    </div>
  );
}

interface FieldRowProps {
  readonly row: DraftField;
  readonly known: readonly string[];
  readonly label: string;
  readonly place: `${'axes' | 'set'}.${number}`;
  readonly refusal: Refusal | undefined;
  readonly onChange: (row: DraftField) => void;
  readonly onLeaveOut: () => void;
}

/** A field of the spec with its value, or values. */
function FieldRow({ row, known, label, place, refusal, onChange, onLeaveOut }: FieldRowProps) {
  return (
    <div className="study-field">
      <select
        className="select"
        aria-label={label}
        value={row.field}
        onChange={(event) => onChange({ ...row, field: event.target.value })}
      >
        {known.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <Row label={place.startsWith('axes') ? 'Values, with commas between' : 'Value'} {...{ place, refusal }}>
        {(props) => (
          <input
            {...props}
            className="field"
            value={row.values}
            onChange={(event) => onChange({ ...row, values: event.target.value })}
          />
        )}
      </Row>
      <button type="button" className="btn" aria-label={`Leave out ${row.field}`} onClick={onLeaveOut}>
        Leave out
      </button>
    </div>
  );
}

interface FieldsProps {
  readonly list: 'axes' | 'set';
  readonly title: string;
  readonly more: string;
  readonly draft: StudyDraft;
  readonly refusal: Refusal | undefined;
  readonly onChange: (rows: readonly DraftField[]) => void;
}

/** Fields of the spec, a row each. */
function Fields({ list, title, more, draft, refusal, onChange }: FieldsProps) {
  const rows = draft[list];
  const known = draftFields(draft.preset);
  const used = new Set([...draft.axes, ...draft.set].map(({ field }) => field));
  return (
    <fieldset className="study-fields">
      <legend>{title}</legend>
      {rows.map((row, at) => (
        <FieldRow
          key={at}
          {...{ row, known, refusal }}
          label={`Field ${at + 1} of: ${title}`}
          place={`${list}.${at}`}
          onChange={(to) => onChange(rows.map((each, i) => (i === at ? to : each)))}
          onLeaveOut={() => onChange(rows.filter((_, i) => i !== at))}
        />
      ))}
      {refusal?.place === list && (
        <p className="study-trouble" role="alert">
          {refusal.words}
        </p>
      )}
      <button
        type="button"
        className="btn"
        onClick={() =>
          onChange([
            ...rows,
            { field: known.find((name) => name.startsWith('rule.') && !used.has(name)) ?? '', values: '' },
          ])
        }
      >
        {more}
      </button>
    </fieldset>
  );
}

const TEXTS = [
  ['seeds', 'Seeds'],
  ['tasks', 'Held-out tasks'],
  ['steps', 'Inner steps'],
  ['evaluationSeed', 'Seed of the tasks'],
] as const;

interface StudyFormProps {
  readonly title: string;
  /** What its button says. */
  readonly done: string;
  /** To be changed; undefined for a new one. */
  readonly study: Study | undefined;
  /** @throws in words where it cannot be kept. */
  readonly onSave: (study: Study) => void;
  readonly onCancel: () => void;
}

interface PartProps {
  readonly draft: StudyDraft;
  readonly refusal: Refusal | undefined;
  readonly onChange: (to: Partial<StudyDraft>) => void;
}

interface TextRowProps extends PartProps {
  readonly place: 'name' | 'length' | (typeof TEXTS)[number][0];
  readonly label: string;
}

function TextRow({ draft, refusal, onChange, place, label }: TextRowProps) {
  return (
    <Row {...{ label, place, refusal }}>
      {(props) => (
        <input
          {...props}
          className="field"
          value={draft[place]}
          onChange={(event) => onChange({ [place]: event.target.value })}
        />
      )}
    </Row>
  );
}

interface SelectRowProps extends Pick<PartProps, 'refusal'> {
  readonly place: 'preset' | 'limit';
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, words: string])[];
  readonly onChange: (value: string) => void;
}

function SelectRow({ place, label, value, options, refusal, onChange }: SelectRowProps) {
  return (
    <Row {...{ label, place, refusal }}>
      {(props) => (
        <select {...props} className="select" value={value} onChange={(event) => onChange(event.target.value)}>
          {options.map(([each, words]) => (
            <option key={each} value={each}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Row>
  );
}

/** How long each run is, and how it is judged. */
function Length(props: PartProps) {
  const { draft, refusal, onChange } = props;
  const limits = [
    ['metaSteps', 'meta-steps'],
    ['minutes', 'minutes'],
  ] as const;
  return (
    <>
      <SelectRow
        {...{ place: 'limit', label: 'Each run trains for', value: draft.limit, options: limits, refusal }}
        onChange={(to) => onChange({ limit: to === 'minutes' ? 'minutes' : 'metaSteps' })}
      />
      <TextRow {...props} place="length" label={draft.limit === 'minutes' ? 'Minutes' : 'Meta-steps'} />
      {TEXTS.map(([place, label]) => (
        <TextRow key={place} {...props} place={place} label={label} />
      ))}
    </>
  );
}

/** The draft, and what is wrong with it once somebody wanted to keep it. */
function useDraft(study: Study | undefined, onSave: (study: Study) => void) {
  const [draft, setDraft] = useState<StudyDraft>(study === undefined ? FIRST_DRAFT : draftOf(study));
  const [refusal, setRefusal] = useState<Refusal>();
  const change = (to: Partial<StudyDraft>) => {
    setDraft({ ...draft, ...to });
    setRefusal(undefined);
  };
  const save = () => {
    const read = studyOf(draft);
    if (!read.ok) {
      setRefusal({ place: read.failure.where as DraftPlace, words: read.failure.message });
      return;
    }
    try {
      onSave(read.value);
    } catch (error) {
      setRefusal({ place: 'form', words: messageOf(error) });
    }
  };
  return { draft, refusal, change, save };
}

/** A study to be typed in: what varies, seeds, budget, evaluation. */
export function StudyForm({ title, done, study, onSave, onCancel }: StudyFormProps) {
  const { draft, refusal, change, save } = useDraft(study, onSave);
  const props = { draft, refusal, onChange: change };
  const presets = PRESET_IDS.map((id) => [id, id] as const);
  return (
    <form
      className="study-form"
      aria-label="A study"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <h1>{title}</h1>
      <p className="study-note">
        Every combination of the values is a cell; each cell is trained once for every seed. Runs that are there already
        are not trained again.
      </p>
      <TextRow {...props} place="name" label="Name" />
      <SelectRow
        {...{ place: 'preset', label: 'Experiment', value: draft.preset, options: presets, refusal }}
        onChange={(to) => change({ preset: PRESET_IDS.find((id) => id === to) ?? draft.preset })}
      />
      <Fields
        {...{ list: 'axes', title: 'What varies', more: 'Vary another field', draft, refusal }}
        onChange={(axes) => change({ axes })}
      />
      <Fields
        {...{ list: 'set', title: 'The same in every cell', more: 'Set a field', draft, refusal }}
        onChange={(set) => change({ set })}
      />
      {draft.variants !== undefined && (
        <p className="study-note">{`${draft.variants.length} variants of its file stay as they are.`}</p>
      )}
      <Length {...props} />
      {(refusal?.place === 'variants' || refusal?.place === 'form') && (
        <p className="study-trouble" role="alert">
          {refusal.words}
        </p>
      )}
      <p className="study-tools">
        <button type="submit" className="btn btn-primary">
          {done}
        </button>
        <button type="button" className="btn" onClick={onCancel}>
          Cancel
        </button>
      </p>
    </form>
  );
}
