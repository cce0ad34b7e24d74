import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { parseManifest } from '../../checkpoints/shipped.ts';
import { PRESET_IDS } from '../../experiment/presets.ts';
import { foundRows, ruleRows, ruleValue, sortedRows } from './ruleRows.ts';

const parsed = parseManifest(JSON.parse(readFileSync('public/checkpoints/manifest.json', 'utf8')));
if (!parsed.ok) throw new Error(parsed.failure.message);
const manifest = parsed.value;
const rows = ruleRows({ manifest, saved: [{ id: 'x', title: 'Mine', metaSteps: 12 }] });

describe('the rules to choose from', () => {
  it('are all there, once, with the numbers of the files', () => {
    expect(rows).toHaveLength(manifest.rules.length + PRESET_IDS.length + 1);
    for (const { id, metaSteps, evaluation, far } of manifest.rules) {
      const row = rows.find(({ key }) => key.kind === 'shipped' && key.id === id);
      expect(row).toMatchObject({
        ...{ metaSteps, horizon: evaluation.steps, loss: evaluation.meanLoss.at(-1), far },
        median: evaluation.medianLoss.at(-1),
      });
      if (row !== undefined) expect(ruleValue(row, 'lossAtEnd')).toBe(far?.lossAtEnd);
    }
    expect(rows.at(-1)).toMatchObject({ title: 'Mine', metaSteps: 12, loss: undefined, horizon: undefined });
  });

  it('are found by the beginnings of words, in any order', () => {
    const found = foundRows(rows, 'shared STATEF 4');
    expect(found.map(({ key }) => key.id)).toEqual(['ablation-stateful-shared-m4', 'ablation-stateful-shared-all-m4']);
    expect(foundRows(rows, '  ')).toHaveLength(rows.length);
    expect(foundRows(rows, 'kept')).toHaveLength(1);
    expect(foundRows(rows, 'nothing of this name')).toEqual([]);
  });

  it('are sorted by any column either way, what is not known last', () => {
    const losses = sortedRows(rows, 'loss').map(({ loss }) => loss);
    const known = losses.filter((loss) => loss !== undefined);
    expect(losses.slice(0, known.length)).toEqual(known.toSorted((a, b) => a - b));
    expect(sortedRows(rows, 'loss', true)[0]?.loss).toBe(known.at(-1));
    expect(sortedRows(rows, 'loss', true).at(-1)?.loss).toBeUndefined();
    expect(sortedRows(rows, undefined)).toBe(rows);
    const worst = sortedRows(rows, 'worstPercentile', true).map((row) => row.far?.worstPercentile);
    expect(worst[0]).toBeGreaterThan(worst[1] ?? NaN);
    expect(worst.at(-1)).toBeUndefined();
    expect(sortedRows(rows, 'title')[0]?.title).toMatch(/^B/);
  });
});
