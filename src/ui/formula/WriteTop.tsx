import type { RuleSpec } from '../../experiment/types.ts';
import { shippedName } from '../../formula/fields.ts';
import { FORMULA_TITLES, SHIPPED_FORMULAS, type FormulaName } from '../../formula/shipped.ts';
import { NumberField } from '../parts/NumberField.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import type { Formula } from './useFormula.ts';

const AGGREGATIONS = [
  ['sum', 'sum'],
  ['mean', 'mean'],
] as const satisfies readonly (readonly [RuleSpec['aggregation'], string])[];

/** Rules to begin with; what is there is replaced. */
function StartFrom({ formula: { fields, kinds, start } }: { readonly formula: Formula }) {
  const shown = shippedName(fields, kinds);
  return (
    <label className="row">
      <span>Start from</span>
      <select
        className="select"
        value={shown ?? ''}
        onChange={({ target }) => start(SHIPPED_FORMULAS[target.value as FormulaName])}
      >
        {shown === undefined && <option value="">Your own</option>}
        {(Object.keys(SHIPPED_FORMULAS) as FormulaName[]).map((name) => (
          <option key={name} value={name}>
            {FORMULA_TITLES[name]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What holds for all agents: where to start from, the rate, how messages meet. */
export function WriteTop({ formula }: { readonly formula: Formula }) {
  return (
    <div className="write-top">
      <StartFrom formula={formula} />
      <NumberField label="rate" min={-1e6} max={1e6} step="any" value={formula.fields.rate} onInput={formula.setRate} />
      <div className="row">
        <span>Messages into a unit</span>
        <Segmented
          label="Messages into a unit"
          options={AGGREGATIONS}
          value={formula.aggregation}
          onChange={formula.setAggregation}
        />
      </div>
    </div>
  );
}
