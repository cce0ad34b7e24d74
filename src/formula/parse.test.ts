import { describe, expect, it } from 'vitest';
import { PRESETS } from '../experiment/presets.ts';
import { withFormula } from '../experiment/withFormula.ts';
import { validateSpec } from '../experiment/validate.ts';
import { parseFormula } from './parse.ts';
import { refuseFormula, refuseProbeFormulas } from './refuse.ts';
import { SHIPPED_FORMULAS } from './shipped.ts';

const { network, rule } = PRESETS['5x10'].spec;

/** The fault of a shipped SGD with one line more. */
function fault(line: string) {
  const parsed = parseFormula(line, network, []);
  return parsed.ok ? 'reads' : parsed.fault;
}

describe('a formula rule', () => {
  it.each(Object.entries(SHIPPED_FORMULAS))('%s reads, and its spec is valid', (_, text) => {
    expect(parseFormula(text, network).ok).toBe(true);
    const spec = withFormula(PRESETS['5x10'].spec, text);
    expect(validateSpec(spec)).toEqual({ ok: true, value: spec });
    expect(refuseFormula(spec).ok).toBe(true);
  });

  it.each([
    ['weight.update = -rate * m * x # downhill', 'reads'],
    ['  weight.message=.5*w*m', 'reads'],
    ['weight.message = where(x > 0, max(m, 0) / 2, -m)', 'reads'],
  ])('%s', (line, said) => {
    expect(fault(line)).toBe(said);
  });

  it.each([
    ['weight.update = -rate * m * y', 1, 29, /there is no y; the names here are m, w, x, c, rate, B, fixed/],
    ['bias.update = -rate * w', 1, 23, /there is no w; the names here are m, b, z, c, rate, B$/],
    ['# first\nweight.update = rate *', 2, 23, /./],
    ['weight.update = (m', 1, 19, /./],
    ['weight.update = m m', 1, 20, /two expressions/],
    ['weight.update =', 1, 16, /an expression is missing/],
    ['weight.update = softplus(m)', 1, 17, /there is no function softplus; there are where, sign/],
    ['weight.update = where(m)', 1, 17, /where has 1 arguments; allowed: 3/],
    ['weight.update = "m"', 1, 17, /not part of formulas/],
    ['weight.update = m[0]', 1, 1, /./],
    ['weight.update = m && x', 1, 19, /&& is not part of formulas; allowed: numbers, names, \+ - \*/],
    ['weight.update = constructor', 1, 17, /there is no constructor/],
    ['weight.sends = m', 1, 1, /weight.sends is not known; allowed: rate, seed, or one of weight/],
    ['activation.update = m', 1, 1, /own no parameter/],
    ['weight.update m', 1, 15, /an = is missing/],
    ['rate = fast', 1, 8, /is fast; allowed: a number/],
    [`weight.update = m${'+m'.repeat(400)}`, 1, 16, /is too deep; allowed: 300 operations in one another/],
    ['bias.message = m\nbias.message = 0', 2, 1, /bias.message is said twice/],
  ])('%s is refused at line %d, column %d', (line, at, column, says) => {
    const found = fault(line);
    if (typeof found === 'string') throw new Error(`${line} reads`);
    expect(found.says).toMatch(says);
    if (column > 1 || line.startsWith('weight.s') || at > 1) expect([found.line, found.column]).toEqual([at, column]);
  });

  it('says what is missing, and is refused as part of a spec and of an intervention', () => {
    const parsed = parseFormula('weight.message = m', network);
    expect(parsed.ok ? '' : parsed.fault.says).toBe('loss.message is missing; 0 stands for nothing');
    const wrong = withFormula(PRESETS['5x10'].spec, 'weight.message = q');
    const refused = refuseFormula(wrong);
    expect(refused.ok ? '' : refused.failure.message).toMatch(/^rule.formula, line 1, column 18: there is no q/);
    const at = [{ kind: 'all', of: 'weight' } as const];
    const probe = { taskSeed: 0, networkSeed: 0, steps: 1 };
    const said = (formula: string) => {
      const one = { what: 'rule.formula', at, from: 1, to: null, formula } as const;
      const result = refuseProbeFormulas({ ...probe, interventions: [one] }, { network, rule });
      return result.ok ? 'reads' : result.failure.message;
    };
    expect(said('bias.message = w')).toMatch(/^interventions.0.formula, line 1, column 16: there is no w/);
    // Weights run it, so it has to say what they do, and nothing of the others.
    expect(said('bias.message = m')).toMatch(/weight.message is missing; 0 stands for nothing/);
    expect(said('weight.message = m')).toMatch(/weight.update is missing/);
    expect(said('weight.message = m\nweight.update = 0')).toBe('reads');
  });

  it('is neither stateful nor standardised nor started from a learned prior', () => {
    const spec = withFormula(PRESETS['5x10'].spec, SHIPPED_FORMULAS.sgd);
    const refusal = (change: object) => {
      const result = validateSpec({ ...spec, rule: { ...spec.rule, ...change } });
      return result.ok ? '' : result.failure.message;
    };
    expect(refusal({ stateful: true })).toBe('rule.stateful is true; allowed: false where rule.formula is set');
    expect(refusal({ standardiseInputs: true })).toMatch(/rule.standardiseInputs is true/);
  });
});
