import { describe, expect, it } from 'vitest';
import { PRESETS } from '../experiment/presets.ts';
import { withFormula } from '../experiment/withFormula.ts';
import { faultOfField, fieldsOfText, formulaTitle, shippedName, textOfFields } from './fields.ts';
import { speakersOf } from './parse.ts';
import { parseFormula } from './parse.ts';
import { SHIPPED_FORMULAS } from './shipped.ts';

const { spec } = PRESETS['2x10'];
const { network } = spec;
const kinds = speakersOf(network);

describe('the fields of a formula', () => {
  it.each(Object.entries(SHIPPED_FORMULAS))('%s comes back from its fields, in any order', (name, text) => {
    const fields = fieldsOfText(text.split('\n').reverse().join('\n'));
    const made = textOfFields(fields, kinds);
    expect(made.split('\n').sort()).toEqual(text.split('\n').sort());
    expect(parseFormula(made, network).ok).toBe(true);
    expect(shippedName({ ...fields, rate: 7 }, kinds)).toBe(name);
  });

  it('are in the order in which agents speak', () => {
    expect(kinds).toEqual(['loss', 'bias', 'weight', 'activation']);
    expect(speakersOf(PRESETS.boundary.spec.network).slice(0, 2)).toEqual(['loss', 'softmax']);
  });

  it('leave out notes, empty parts, and kinds that the network lacks', () => {
    const fields = fieldsOfText(
      'weight.update = -m # downhill\nsoftmax.message = m\nbias.carry =\nrate = .5\nseed = 3',
    );
    expect(textOfFields(fields, kinds)).toBe('weight.update = -m\nrate = 0.5\nseed = 3');
  });

  it('say what is wrong, by the column within the field', () => {
    const fault = faultOfField('weight.update', '-rate * m * y', network);
    expect(fault?.column).toBe(13);
    expect(fault?.says).toContain('the names here are m, w, x, c, rate, B, fixed');
    expect(faultOfField('weight.update', '', network)?.says).toContain('an expression is missing');
    expect(faultOfField('weight.carry', ' ', network)).toBeUndefined();
  });

  it('have the title of a shipped rule only where they say the same', () => {
    const title = (text: string, aggregation?: 'mean') => formulaTitle(withFormula(spec, text, aggregation));
    expect(title(`${SHIPPED_FORMULAS.sgd}\nrate = 3`)).toBe('Plain SGD (formula)');
    expect(title(SHIPPED_FORMULAS.sgd, 'mean')).toBe('Formula');
    expect(title(SHIPPED_FORMULAS.sgd.replace('w * m', 'm'))).toBe('Formula');
  });
});
