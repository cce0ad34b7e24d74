import { describe, expect, it } from 'vitest';
import type { AgentRef, Moment } from '../../record/moment.ts';
import { PRESETS } from '../../experiment/presets.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import { curveDistance, curveParameter, curvePoint, gridCell } from './curves.ts';
import { networkFrame, type NetworkFrame } from './networkFrame.ts';
import { defaultView, edgeColumnOf, minimumWidth, networkLayout, rowY, unitColumnOf } from './networkLayout.ts';
import { neighbourAgent, pickAgent } from './networkPick.ts';
import { agentPlace } from './networkPlace.ts';
import { relatedAgents } from './networkRelations.ts';
import { fixtureRecord } from '../testing/fixtureRecord.ts';
import { hasSpoken, turnOf } from '../clocks/turns.ts';

const SPEC = PRESETS['5x10'].spec;
const EMPTY: NetworkFrame = { units: new Map(), edges: new Map(), colour: 'change' };

function withLayers(units: readonly number[], inputs = 1): ExperimentSpec {
  const hidden = units.slice(0, -1).flatMap(
    (n) =>
      [
        { kind: 'dense', units: n },
        { kind: 'activation', name: 'relu' },
      ] as const,
  );
  return {
    ...SPEC,
    network: { ...SPEC.network, inputs, layers: [...hidden, { kind: 'dense', units: units.at(-1) ?? 1 }] },
  };
}

describe('network layout', () => {
  it.each([
    ['1-20-20-1', SPEC, 828],
    ['2-8-4', withLayers([8, 4], 2), 600],
    ['six layers', withLayers([12, 12, 12, 12, 12, 1]), 828],
    ['wide', withLayers([128, 128, 1]), 828],
    ['linear', withLayers([1]), 400],
  ])('keeps columns of %s in order and inside', (_, spec, width) => {
    const layout = networkLayout(spec, Math.max(width, minimumWidth(spec)), 390);
    const edges = layout.edges.map((column) => [column.x0, column.x1] as const);
    const units = layout.units.map((column) => [column.x, column.right] as const);
    const all = [...edges, ...units].sort((a, b) => a[0] - b[0]);
    all.forEach(([left, right]) => expect(left).toBeLessThan(right));
    all.slice(1).forEach(([left], at) => expect(left).toBeGreaterThan(all[at]![1] - 8));
    expect(all.at(-1)![1]).toBeLessThanOrEqual(layout.width);
    for (const { rows } of layout.units) {
      expect(rowY(rows, 0)).toBeGreaterThan(40);
      expect(rowY(rows, rows.count - 1)).toBeLessThan(390);
    }
  });

  it('has a column for every group', () => {
    const layout = networkLayout(SPEC, 828, 390);
    expect(layout.units.map(({ group }) => group.id)).toEqual([
      '0.bias',
      '1.activation',
      '2.bias',
      '3.activation',
      '4.bias',
      '5.loss',
    ]);
    expect(layout.edges.map(({ group }) => group.id)).toEqual(['0.weight', '2.weight', '4.weight']);
    expect(layout.blocks.map(({ number }) => number)).toEqual([1, 2, 3, 0]);
  });

  it('opens wide layers and narrow screens in the grid', () => {
    expect(defaultView(SPEC, 828)).toBe('lines');
    expect(defaultView(SPEC, 380)).toBe('grid');
    expect(defaultView(withLayers([40, 1]), 828)).toBe('grid');
  });
});

describe('curves', () => {
  const column = networkLayout(SPEC, 828, 390).edges[1]!;

  it('start and end on their rows', () => {
    expect(curvePoint(column, 3, 17, 0)).toEqual({ x: column.x0, y: rowY(column.from, 3) });
    expect(curvePoint(column, 3, 17, 1).x).toBeCloseTo(column.x1, 9);
    expect(curvePoint(column, 3, 17, 1).y).toBeCloseTo(rowY(column.to, 17), 9);
  });

  it('know the parameter of an x and the distance of a point', () => {
    for (const t of [0.1, 0.4, 0.5, 0.83]) {
      const point = curvePoint(column, 2, 15, t);
      expect(curveParameter(column, point.x)).toBeCloseTo(t, 5);
      expect(curveDistance(column, 2, 15, t, point.y)).toBeCloseTo(0, 6);
    }
  });

  it('measure distance across the curve, as a fine search along it does', () => {
    const on = curvePoint(column, 0, 19, 0.5);
    const off = { x: on.x, y: on.y + 9 };
    const nearest = Math.min(
      ...Array.from({ length: 4001 }, (_, k) => {
        const p = curvePoint(column, 0, 19, k / 4000);
        return Math.hypot(p.x - off.x, p.y - off.y);
      }),
    );
    expect(curveDistance(column, 0, 19, curveParameter(column, off.x), off.y)).toBeCloseTo(nearest, 0);
  });
});

describe('picking', () => {
  const layout = networkLayout(SPEC, 828, 390);
  const pick = (view: 'lines' | 'grid', { x, y }: { x: number; y: number }): AgentRef | undefined =>
    pickAgent(layout, EMPTY, view, x, y);

  it.each(['0.bias', '1.activation', '2.bias', '3.activation', '4.bias', '5.loss'])(
    'finds each unit of %s',
    (group) => {
      const column = unitColumnOf(layout, { group, unit: [0] })!;
      for (let unit = 0; unit < column.rows.count; unit++) {
        expect(pick('lines', { x: column.dotX, y: rowY(column.rows, unit) })).toEqual({ group, unit: [unit] });
        expect(pick('lines', { x: column.x + 2, y: rowY(column.rows, unit) + 2 })).toEqual({ group, unit: [unit] });
      }
    },
  );

  it('finds a weight on its curve, and within six pixels of it', () => {
    const column = layout.edges[0]!;
    for (const j of [0, 7, 19]) {
      const { x, y } = curvePoint(column, 0, j, 0.8);
      expect(pick('lines', { x, y })).toEqual({ group: '0.weight', unit: [0, j] });
    }
    const top = curvePoint(column, 0, 0, 0.95);
    expect(pick('lines', { x: top.x, y: top.y - 5 })?.unit).toEqual([0, 0]);
    expect(pick('lines', { x: top.x, y: top.y - 9 })).toBeUndefined();
  });

  it('prefers the stronger of two close curves', () => {
    const record = fixtureRecord('stateful-l2');
    const moment: Moment = { step: 1, phase: 5 };
    const frame = networkFrame(record, moment, 'change');
    const small = networkLayout(record.header.spec, 828, 390);
    const column = small.edges[1]!;
    const edges = frame.edges.get(column.group.id)!;
    const crossing = curvePoint(column, 0, 1, 0.5);
    const found = pickAgent(small, frame, 'lines', crossing.x, crossing.y)!;
    const rivals = [0, 1, 2]
      .flatMap((i) => [0, 1].map((j) => ({ i, j, d: curveDistance(column, i, j, 0.5, crossing.y) })))
      .filter(({ d }) => d < 0.5);
    const strength = (i: number, j: number): number => Math.abs(edges.values![i * 2 + j]!);
    for (const { i, j } of rivals)
      expect(strength(found.unit[0]!, found.unit[1]!)).toBeGreaterThanOrEqual(strength(i, j));
  });

  it('finds every cell of the grid', () => {
    const column = layout.edges[1]!;
    for (const [i, j] of [
      [0, 0],
      [8, 13],
      [19, 19],
    ] as const) {
      const cell = gridCell(column, i, j)!;
      expect(pick('grid', { x: cell.x + cell.width / 2, y: cell.y + cell.height / 2 })).toEqual({
        group: '2.weight',
        unit: [i, j],
      });
    }
  });

  it('finds nothing in an empty corner', () => expect(pick('lines', { x: 820, y: 60 })).toBeUndefined());

  it('agrees with where agents are pointed at', () => {
    const ref = { group: '2.weight', unit: [8, 13] };
    const place = agentPlace(layout, 'grid', ref)!;
    expect(pick('grid', place)).toEqual(ref);
  });
});

describe('walking with the arrow keys', () => {
  const layout = networkLayout(SPEC, 828, 390);
  const walk = (from: AgentRef, ...steps: readonly ('left' | 'right' | 'up' | 'down')[]): AgentRef =>
    steps.reduce((ref, step) => neighbourAgent(layout, ref, step, false), from);

  it('reaches the first weights from the loss and comes back', () => {
    const loss = { group: '5.loss', unit: [0] };
    const far = walk(loss, 'left', 'left', 'left', 'left', 'left', 'left', 'left', 'left');
    expect(far.group).toBe('0.weight');
    expect(walk(far, 'left')).toEqual(far);
    expect(walk(far, 'right', 'right', 'right', 'right', 'right', 'right', 'right', 'right').group).toBe('5.loss');
  });

  it('moves along a column and stops at its ends', () => {
    expect(walk({ group: '2.bias', unit: [4] }, 'down', 'down')).toEqual({ group: '2.bias', unit: [6] });
    expect(walk({ group: '2.bias', unit: [0] }, 'up')).toEqual({ group: '2.bias', unit: [0] });
    expect(walk({ group: '0.weight', unit: [0, 3] }, 'down')).toEqual({ group: '0.weight', unit: [0, 4] });
    expect(neighbourAgent(layout, { group: '2.weight', unit: [5, 5] }, 'down', true)).toEqual({
      group: '2.weight',
      unit: [5, 6],
    });
  });

  it('only ever meets agents of the network', () => {
    let ref: AgentRef = { group: '3.activation', unit: [19] };
    for (const step of ['left', 'left', 'down', 'left', 'left', 'up', 'left', 'right', 'right', 'right'] as const) {
      ref = walk(ref, step);
      const column = unitColumnOf(layout, ref) ?? edgeColumnOf(layout, ref)!;
      const bounds = 'x0' in column ? [column.group.inputs, column.group.outputs] : [column.group.outputs];
      expect(ref.unit).toHaveLength(bounds.length);
      ref.unit.forEach((unit, k) => expect(unit >= 0 && unit < bounds[k]!).toBe(true));
    }
  });
});

describe('turns and relations', () => {
  it('go backwards from the loss', () => {
    const at = (phase: number): Moment => ({ step: 2, phase });
    expect(turnOf(SPEC, at(0), '5.loss')).toBe('idle');
    expect(turnOf(SPEC, at(1), '5.loss')).toBe('speaking');
    expect(turnOf(SPEC, at(1), '4.bias')).toBe('waiting');
    expect(turnOf(SPEC, at(3), '2.weight')).toBe('speaking');
    expect(turnOf(SPEC, at(3), '4.weight')).toBe('done');
    expect(turnOf(SPEC, at(5), '0.weight')).toBe('done');
    expect(hasSpoken(SPEC, at(2), '3.activation')).toBe(false);
  });

  it('name who is heard and who listens', () => {
    expect(relatedAgents(SPEC, { group: '2.weight', unit: [8, 13] })).toEqual([
      { group: '2.bias', unit: [13] },
      { group: '1.activation', unit: [8] },
    ]);
    expect(relatedAgents(SPEC, { group: '1.activation', unit: [8] })).toHaveLength(21);
    expect(relatedAgents(SPEC, { group: '5.loss', unit: [0] })).toEqual([{ group: '4.bias', unit: [0] }]);
  });
});
