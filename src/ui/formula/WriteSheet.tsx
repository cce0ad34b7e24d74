import { useRef, useState } from 'react';
import type { AgentKind, ExperimentSpec, RuleSpec } from '../../experiment/types.ts';
import { MOST_FORMULA } from '../../experiment/types.ts';
import { withFormula } from '../../experiment/withFormula.ts';
import {
  faultOfField,
  fieldsOfText,
  partsOf,
  speakersOf,
  textOfFields,
  type FieldFault,
  type FieldName,
  type FormulaFields,
} from '../../formula/fields.ts';
import { FUNCTIONS, namesOf, OPERATORS } from '../../formula/names.ts';
import { FORMULA_TITLES, SHIPPED_FORMULAS, type FormulaName } from '../../formula/shipped.ts';
import { specInUse } from '../../store/experiment/experiment.ts';
import { specChoice } from '../../store/experiment/ruleChoice.ts';
import { ACTIVATION_NAMES } from '../../viz/agents/agentNames.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { NumberField } from '../parts/NumberField.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { Field } from './Field.tsx';
import { DID, nameWords } from './nameWords.ts';
import './write.css';

const AGGREGATIONS = [
  ['sum', 'sum'],
  ['mean', 'mean'],
] as const satisfies readonly (readonly [RuleSpec['aggregation'], string])[];

const KIND_NAMES: Readonly<Record<AgentKind, string>> = {
  loss: 'Loss',
  activation: 'Activation',
  softmax: 'Softmax',
  bias: 'Bias',
  weight: 'Weight',
};

/** `ReLU` where all activations are one. */
function kindName(kind: AgentKind, { network }: ExperimentSpec): string {
  const names = new Set(network.layers.flatMap((layer) => (layer.kind === 'activation' ? [layer.name] : [])));
  const [only] = names;
  return kind === 'activation' && only !== undefined && names.size === 1 ? ACTIVATION_NAMES[only] : KIND_NAMES[kind];
}

/** Names that a formula of this kind of agent may use; one that is pressed goes into the field. */
function Names({ kind, spec, onName }: { kind: AgentKind; spec: ExperimentSpec; onName: (name: string) => void }) {
  return (
    <aside className="write-names" aria-label="Names">
      <h3>
        Names here <small>{`for ${kindName(kind, spec)}`}</small>
      </h3>
      <dl>
        {namesOf(kind, spec.network.loss).map((name) => (
          <div key={name}>
            <dt>
              <button type="button" onClick={() => onName(name)}>
                {name}
              </button>
            </dt>
            <dd>{nameWords(name, kind, spec.recipe.batch)}</dd>
          </div>
        ))}
      </dl>
      <p className="note">
        {`Also ${OPERATORS.join(' ')}, numbers, parentheses, and ${Object.keys(FUNCTIONS).join(', ')}; where(x > 0, a, b) is a where x > 0, else b.`}
      </p>
    </aside>
  );
}

interface Written {
  readonly fields: FormulaFields;
  readonly aggregation: RuleSpec['aggregation'];
}

/** The formula in use, else plain SGD. */
function opening({ rule }: ExperimentSpec): Written {
  return rule.formula === undefined
    ? { fields: fieldsOfText(SHIPPED_FORMULAS.sgd), aggregation: 'sum' }
    : { fields: fieldsOfText(rule.formula), aggregation: rule.aggregation };
}

/** The state of the editor, and what is wrong. */
function useFormula(spec: ExperimentSpec) {
  const kinds = speakersOf(spec.network);
  const [written, setWritten] = useState<Written>(() => opening(spec));
  const { fields } = written;
  const faults = new Map<FieldName, FieldFault>();
  for (const kind of kinds)
    for (const part of partsOf(kind)) {
      const fault = faultOfField(`${kind}.${part}`, fields.parts[`${kind}.${part}`] ?? '', spec.network);
      if (fault !== undefined) faults.set(`${kind}.${part}`, fault);
    }
  const set = (change: Partial<FormulaFields>) =>
    setWritten((now) => ({ ...now, fields: { ...now.fields, ...change } }));
  return { kinds, written, setWritten, faults, text: textOfFields(fields, kinds), set };
}

/** Rules to begin with; what is there is replaced. */
function StartFrom({ text, onStart }: { readonly text: string; readonly onStart: (text: string) => void }) {
  const names = Object.keys(SHIPPED_FORMULAS) as FormulaName[];
  const shown = names.find((name) => JSON.stringify(fieldsOfText(SHIPPED_FORMULAS[name])) === text);
  return (
    <label className="row">
      <span>Start from</span>
      <select
        className="select"
        value={shown ?? ''}
        onChange={({ target }) => target.value !== '' && onStart(SHIPPED_FORMULAS[target.value as FormulaName])}
      >
        <option value="">{shown === undefined ? 'Your own' : 'One of these'}</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {FORMULA_TITLES[name]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Writes a rule for every kind of agent, and puts it in the place of the rule in use. */
export function WriteSheet({ onClose }: { readonly onClose: () => void }) {
  const lab = useLab();
  const spec = useLabState((s) => specInUse(s.experiment));
  const { kinds, written, setWritten, faults, text, set } = useFormula(spec);
  const { fields, aggregation } = written;
  const [at, setAt] = useState<FieldName>('loss.message');
  const last = useRef<HTMLInputElement>(null);
  const write = (name: FieldName, value: string) => set({ parts: { ...fields.parts, [name]: value } });
  const tooLong = text.length > MOST_FORMULA;
  const usable = faults.size === 0 && !tooLong;
  const use = () => {
    if (!usable) return;
    onClose();
    void lab.experiment.choose(specChoice(withFormula(spec, text, aggregation)), { push: true });
  };
  const insert = (name: string) => {
    const field = last.current;
    if (field === null) return;
    field.focus();
    field.setRangeText(name, field.selectionStart ?? 0, field.selectionEnd ?? 0, 'end');
    write(at, field.value);
  };
  return (
    <Sheet title="Write a rule" className="write-sheet" onClose={onClose}>
      <form
        className="write"
        onSubmit={(event) => {
          event.preventDefault();
          use();
        }}
      >
        <p className="note">
          Agents speak from the loss to the input. Each one says something to the agent before it; a weight or bias asks
          for a change, which is added; what it keeps it finds again as c in the next step.
        </p>
        <div className="write-top">
          <StartFrom
            text={JSON.stringify(fields)}
            onStart={(from) => setWritten({ fields: fieldsOfText(from), aggregation: 'sum' })}
          />
          <NumberField
            label="rate"
            min={-1e6}
            max={1e6}
            step="any"
            value={fields.rate}
            onInput={(rate) => set({ rate })}
          />
          <div className="row">
            <span>Messages into a unit</span>
            <Segmented
              label="Messages into a unit"
              options={AGGREGATIONS}
              value={aggregation}
              onChange={(to) => setWritten((now) => ({ ...now, aggregation: to }))}
            />
          </div>
        </div>
        <div className="write-body">
          <div>
            {kinds.map((kind) => (
              <fieldset key={kind} className="write-kind">
                <legend>
                  {kindName(kind, spec)} <small>{DID[kind]}</small>
                </legend>
                {partsOf(kind).map((part) => {
                  const name: FieldName = `${kind}.${part}`;
                  return (
                    <Field
                      key={name}
                      {...{ name, part }}
                      kindName={kindName(kind, spec)}
                      text={fields.parts[name] ?? ''}
                      fault={faults.get(name)}
                      onFocus={(field) => {
                        last.current = field;
                        setAt(name);
                      }}
                      onChange={(value) => write(name, value)}
                    />
                  );
                })}
              </fieldset>
            ))}
          </div>
          <Names kind={at.split('.')[0] as AgentKind} spec={spec} onName={insert} />
        </div>
        <div className="write-foot">
          <button type="submit" className="btn btn-primary" disabled={!usable}>
            Use this rule
          </button>
          <span className="note" role="status">
            {tooLong
              ? `It is too long: ${text.length} characters; allowed: ${MOST_FORMULA}.`
              : faults.size === 0
                ? 'It takes the place of the rule in use; undo brings that back.'
                : 'What is marked must be put right first.'}
          </span>
        </div>
      </form>
    </Sheet>
  );
}
