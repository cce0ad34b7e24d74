import { Fragment, useRef, useState } from 'react';
import { MOST_FORMULA, type AgentKind, type ExperimentSpec } from '../../experiment/types.ts';
import { withFormula } from '../../experiment/withFormula.ts';
import { partsOf, type FieldName } from '../../formula/fields.ts';
import { specInUse } from '../../store/experiment/experiment.ts';
import { specChoice } from '../../store/experiment/ruleChoice.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { Field } from './Field.tsx';
import { Names } from './Names.tsx';
import { DID, kindName } from './nameWords.ts';
import { useFormula, type Formula } from './useFormula.ts';
import { WriteTop } from './WriteTop.tsx';
import './write.css';

interface KindFieldsProps {
  readonly kind: AgentKind;
  readonly spec: ExperimentSpec;
  readonly formula: Formula;
  readonly onFocus: (field: HTMLInputElement, name: FieldName) => void;
}

/** The expressions of one kind of agent. */
function KindFields({ kind, spec, formula, onFocus }: KindFieldsProps) {
  return (
    <fieldset className="write-kind">
      <legend>
        {kindName(kind, spec)} <small>{DID[kind]}</small>
      </legend>
      {partsOf(kind).map((part) => {
        const name: FieldName = `${kind}.${part}`;
        return (
          <Field
            key={name}
            part={part}
            kindName={kindName(kind, spec)}
            text={formula.fields.parts[name] ?? ''}
            fault={formula.faults.get(name)}
            onFocus={(field) => onFocus(field, name)}
            onChange={(value) => formula.write(name, value)}
          />
        );
      })}
    </fieldset>
  );
}

/** The fields, and beside them, or below on a phone, the names that the one in use may hold. */
function WriteBody({ spec, formula }: Pick<KindFieldsProps, 'spec' | 'formula'>) {
  const [at, setAt] = useState<FieldName>('loss.message');
  const last = useRef<HTMLInputElement>(null);
  const insert = (name: string) => {
    const field = last.current;
    if (field === null) return;
    field.focus();
    field.setRangeText(name, field.selectionStart ?? 0, field.selectionEnd ?? 0, 'end');
    formula.write(at, field.value);
  };
  return (
    <div className="write-body">
      {formula.kinds.map((kind) => (
        <Fragment key={kind}>
          <KindFields
            {...{ kind, spec, formula }}
            onFocus={(field, name) => {
              last.current = field;
              setAt(name);
            }}
          />
          {at.startsWith(`${kind}.`) && <Names kind={kind} spec={spec} onName={insert} />}
        </Fragment>
      ))}
    </div>
  );
}

/** What keeps the rule from being used, or what using it does. */
function verdict({ text, faults }: Formula): string {
  if (text.length > MOST_FORMULA) return `It is too long: ${text.length} characters; allowed: ${MOST_FORMULA}.`;
  return faults.size === 0
    ? 'It takes the place of the rule in use; undo brings that back.'
    : 'What is marked must be put right first.';
}

/** Writes a rule for every kind of agent, and puts it in the place of the rule in use. */
export function WriteSheet({ onClose }: { readonly onClose: () => void }) {
  const lab = useLab();
  const spec = useLabState((s) => specInUse(s.experiment));
  const formula = useFormula(spec);
  const use = () => {
    if (!formula.usable) return;
    onClose();
    void lab.experiment.choose(specChoice(withFormula(spec, formula.text, formula.aggregation)), { push: true });
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
        <WriteTop formula={formula} />
        <WriteBody {...{ spec, formula }} />
        <div className="write-foot">
          <button type="submit" className="btn btn-primary" disabled={!formula.usable}>
            Use this rule
          </button>
          <span className="note" role="status">
            {verdict(formula)}
          </span>
        </div>
      </form>
    </Sheet>
  );
}
