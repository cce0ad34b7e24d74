import { useState } from 'react';
import { MOST_FORMULA, type ExperimentSpec, type RuleSpec } from '../../experiment/types.ts';
import {
  faultOfField,
  fieldsOfText,
  partsOf,
  textOfFields,
  type FieldFault,
  type FieldName,
  type FormulaFields,
} from '../../formula/fields.ts';
import { speakersOf } from '../../formula/parse.ts';
import { SHIPPED_FORMULAS } from '../../formula/shipped.ts';

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

/** The state of the editor, the text that it makes, and what is wrong with it. */
export function useFormula(spec: ExperimentSpec) {
  const kinds = speakersOf(spec.network);
  const [written, setWritten] = useState<Written>(() => opening(spec));
  const { fields, aggregation } = written;
  const faults = new Map<FieldName, FieldFault>();
  for (const kind of kinds)
    for (const part of partsOf(kind)) {
      const name: FieldName = `${kind}.${part}`;
      const fault = faultOfField(name, fields.parts[name] ?? '', spec.network);
      if (fault !== undefined) faults.set(name, fault);
    }
  const text = textOfFields(fields, kinds);
  return {
    kinds,
    fields,
    aggregation,
    faults,
    text,
    usable: faults.size === 0 && text.length <= MOST_FORMULA,
    write: (name: FieldName, value: string) =>
      setWritten((now) => ({ ...now, fields: { ...now.fields, parts: { ...now.fields.parts, [name]: value } } })),
    setRate: (rate: number) => setWritten((now) => ({ ...now, fields: { ...now.fields, rate } })),
    setAggregation: (to: RuleSpec['aggregation']) => setWritten((now) => ({ ...now, aggregation: to })),
    start: (from: string) => setWritten({ fields: fieldsOfText(from), aggregation: 'sum' }),
  };
}
export type Formula = ReturnType<typeof useFormula>;
