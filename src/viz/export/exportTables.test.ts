import { describe, expect, it } from 'vitest';

import {
  agentsTable,
  csvOf,
  fitTable,
  inspectorTable,
  jsonOf,
  lossTable,
  metaTable,
  timelineTable,
} from './exportTables.ts';
import { fixtureRecord } from '../testing/fixtureRecord.ts';
import { agentCount } from '../../experiment/layout.ts';
import { messageOut, updateOf } from '../agents/agentData.ts';

const record = fixtureRecord('stateful-l2');
const { spec, probe } = record.header;
const ref = { group: '0.weight', unit: [0, 1] };

describe('tables of the figures', () => {
  it('have one row per point drawn', () => {
    const { columns, rows } = fitTable(record);
    expect(columns.slice(0, 2)).toEqual(['series', 'inner step']);
    expect(rows.filter(([series]) => series === 'target')).toHaveLength(5);
    expect(rows.filter(([series]) => series === 'prediction')).toHaveLength(15);
    expect(rows.filter(([series]) => series === 'support point')).toHaveLength(2 * spec.recipe.batch);
    expect(rows.every((row) => row.length === columns.length)).toBe(true);
  });

  it('hold the losses exactly', () => {
    expect(lossTable(record).rows.map(([step, loss]) => [step, Number(Number(loss).toFixed(6))])).toEqual([
      [0, 0.4],
      [1, 0.2],
      [2, 0.1],
    ]);
  });

  it('name every agent with what it said and did', () => {
    const { columns, rows } = agentsTable(record, { step: 2, phase: 0 });
    expect(rows).toHaveLength(agentCount(spec));
    expect(rows.every((row) => row.length === columns.length)).toBe(true);
    const row = rows.find(([agent]) => agent === 'w0:0:1');
    expect(row?.[columns.indexOf('change')]).toBe(updateOf(record, ref, 2));
    const said = messageOut(record, ref, 2);
    const mean = Array.from({ length: said?.rows ?? 0 }, (_, b) => said?.data[b * said.columns] ?? 0);
    expect(row?.[columns.indexOf('message 1')]).toBeCloseTo(mean.reduce((a, b) => a + b, 0) / mean.length, 6);
  });

  it('follow one agent through every step and point', () => {
    const table = inspectorTable(record, ref);
    expect(table?.rows).toHaveLength(probe.steps * spec.recipe.batch);
    expect(table?.rows.every((row) => row.length === table.columns.length)).toBe(true);
    expect(table?.rows.flat()).not.toContain(null);
    expect(table?.columns).toContain('memory 1');
    expect(inspectorTable(record, { group: 'none', unit: [0] })).toBeUndefined();
  });

  it('list the phases and the meta-steps', () => {
    expect(timelineTable(record).rows.at(-1)?.slice(2)).toEqual(['update', null, expect.closeTo(0.1, 6)]);
    const reports = [{ metaStep: 1, metaLoss: 0.5, heldOut: [0.4, 0.3], elapsedMs: 20 }];
    expect(csvOf(metaTable(reports))).toBe(
      'meta-step,meta-loss,held-out 0,held-out 1,milliseconds\r\n1,0.5,0.4,0.3,20\r\n',
    );
  });
});

describe('the files', () => {
  const table = {
    caption: 'c',
    columns: ['a', 'b, "c"'],
    rows: [
      ['x\ny', null],
      [1.5, NaN],
    ],
  };

  it('quotes in CSV what needs it', () => {
    expect(csvOf(table)).toBe('a,"b, ""c"""\r\n"x\ny",\r\n1.5,NaN\r\n');
  });

  it('keeps in JSON what is not finite', () => {
    expect(JSON.parse(jsonOf(table, { step: 3 }))).toEqual({
      caption: 'c',
      step: 3,
      rows: [
        { a: 'x\ny', 'b, "c"': null },
        { a: 1.5, 'b, "c"': 'NaN' },
      ],
    });
  });
});
