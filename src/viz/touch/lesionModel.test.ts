import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../experiment/presets.ts';
import type { Effect, LesionMap } from '../../record/measurement.ts';
import { networkLayout } from '../agents/networkLayout.ts';
import { lesionBoxes, nextBox } from './lesionGeometry.ts';
import { agentOf, lesionModel } from './lesionModel.ts';

const { spec } = PRESETS['2x10'];
const effect = (mean: number, half = Math.abs(mean) / 10): Effect => ({ mean, low: mean - half, high: mean + half });
const unit = (layer: number, n: number, found: Effect) => ({ at: `u${layer}:${n}`, of: String(layer), effect: found });
const units = (chance: LesionMap['chance']): LesionMap => ({
  intact: 0.001,
  lesions: [unit(0, 0, effect(0.004)), unit(0, 1, effect(0)), unit(2, 16, effect(0.016)), unit(2, 3, effect(0.001, 1))],
  chance,
});

describe('a lesion map', () => {
  it('colours the units of a layer that differ by more than chance, by square root, and names the first', () => {
    const { cells, top, sentence, rows } = lesionModel({
      spec,
      map: units({ 0: 0.2, 2: 0.01 }),
      of: 'units',
      steps: 2,
    });
    expect(cells.map(({ share }) => share)).toEqual([undefined, undefined, 1, 0.25]);
    expect(top).toBe(0.016);
    expect(cells[1]).toMatchObject({ zero: true, text: '0' });
    expect(sentence).toContain('Silencing unit 17 of layer 2 matters most: the loss after step 2 rises by .016');
    expect(sentence).toContain('The units of layer 1 (p = .20) do not differ by more than chance');
    expect(sentence).toContain('Exactly 0: 1 unit.');
    expect(sentence).toContain('Ended early: 4 of 41 are done.');
    expect(rows.map((row) => row[3])).toEqual(['no', 'exactly 0', 'yes', 'yes']);
  });

  it('is flat where no layer passes the test, and then colours nothing', () => {
    const { cells, sentence, top } = lesionModel({ spec, map: units({ 0: 0.2, 2: 0.6 }), of: 'units', steps: 2 });
    expect(cells.every(({ share }) => share === undefined)).toBe(true);
    expect(top).toBeUndefined();
    expect(sentence).toMatch(/^The map is flat: the units of layer 1 \(p = \.20\) and layer 2 \(p = \.60\)/);
  });

  it('colours groups whose interval leaves out 0, and says where runs diverge', () => {
    const at = (id: string, found: Effect) => ({ at: id, of: id, effect: found });
    const lesions = [at('2.weight', effect(-0.01)), at('2.bias', effect(0.002, 0.01)), at('4.bias', effect(NaN))];
    const map = { intact: 0.001, lesions, chance: {} };
    const { cells, signed, sentence } = lesionModel({ spec, map, of: 'groups', steps: 2 });
    expect(cells.map(({ share }) => share)).toEqual([-1, undefined, 1]);
    expect(signed).toBe(true);
    expect(cells.map(({ name }) => name)).toEqual(['layer 2 weights', 'layer 2 biases', 'layer 3 bias']);
    expect(cells[2]?.text).toBe('no number');
    expect(sentence).toContain('matters most');
  });

  it('has a place in the network for every cell, each above the next', () => {
    const { cells } = lesionModel({ spec, map: units({ 0: 0.2, 2: 0.01 }), of: 'units', steps: 2 });
    const [first, second, third] = lesionBoxes(networkLayout(spec, 800, 400), cells);
    expect(second?.y).toBeGreaterThan((first?.y ?? NaN) + (first?.height ?? NaN) - 0.01);
    expect(third?.x).toBeGreaterThan((first?.x ?? NaN) + (first?.width ?? NaN));
    // Unit 1, unit 2 below it, and unit 17 and unit 4 of the layer right of them.
    const boxes = lesionBoxes(networkLayout(spec, 800, 400), cells);
    expect(nextBox(boxes, 0, 'down')).toBe(1);
    expect(nextBox(boxes, 1, 'up')).toBe(0);
    expect(nextBox(boxes, 0, 'right')).toBe(3);
    expect(nextBox(boxes, 2, 'up')).toBe(3);
    expect(nextBox(boxes, 3, 'left')).toBe(1);
    expect(nextBox(boxes, 3, 'right')).toBe(3);
    expect(agentOf(cells[2]!)).toEqual({ group: '2.bias', unit: [16] });
  });

  it('says how far it is while it grows, and colours units once their layers are tested', () => {
    const growing = lesionModel({ spec, map: units({}), of: 'units', steps: 2, going: true });
    expect(growing.cells.every(({ share }) => share === undefined)).toBe(true);
    expect(growing.sentence).toBe('4 of 41 silenced so far. Colours come with the test at the end.');
  });
});
