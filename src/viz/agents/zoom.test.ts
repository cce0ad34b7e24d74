import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../experiment/presets.ts';
import { networkLayout } from './networkLayout.ts';
import { pickAgent } from './networkPick.ts';
import { agentPlace } from './networkPlace.ts';
import { panInto, toDrawing, toScreen, WHOLE, zoomedLayout } from './zoom.ts';

describe('zoom', () => {
  const zoom = { k: 2.5, x: -130, y: 40 };

  it('goes to the screen and back', () => {
    expect(toScreen(zoom, { x: 100, y: 10 })).toEqual({ x: 120, y: 65 });
    expect(toDrawing(zoom, toScreen(zoom, { x: 77, y: 3 }))).toEqual({ x: 77, y: 3 });
    expect(toDrawing(WHOLE, { x: 5, y: 6 })).toEqual({ x: 5, y: 6 });
  });

  it('pans a point into view, and no further than it has to', () => {
    expect(panInto(zoom, { x: 100, y: 10 }, 800, 400, 20)).toEqual({ x: 0, y: 0 });
    for (const at of [
      { x: 0, y: 10 },
      { x: 790, y: 399 },
      { x: 100, y: -30 },
    ]) {
      const by = panInto(zoom, at, 800, 400, 20);
      const moved = toScreen({ k: zoom.k, x: zoom.x + by.x * zoom.k, y: zoom.y + by.y * zoom.k }, at);
      const before = toScreen(zoom, at);
      expect(moved.x).toBeCloseTo(Math.min(780, Math.max(20, before.x)), 9);
      expect(moved.y).toBeCloseTo(Math.min(380, Math.max(20, before.y)), 9);
    }
  });
});

describe('a zoomed layout', () => {
  const { spec } = PRESETS['5x10'];
  const layout = networkLayout(spec, 828, 390);
  const zoom = { k: 3, x: -700, y: -250 };
  const near = zoomedLayout(layout, zoom);
  const agents = [
    { group: '2.weight', unit: [8, 13] },
    { group: '3.activation', unit: [4] },
    { group: '5.loss', unit: [0] },
  ];

  it.each(agents)('puts $group where the transform does, and finds it there', (ref) => {
    for (const view of ['lines', 'grid'] as const) {
      const place = agentPlace(near, view, ref)!;
      const expected = toScreen(zoom, agentPlace(layout, view, ref)!);
      expect(place.x).toBeCloseTo(expected.x, 6);
      expect(place.y).toBeCloseTo(expected.y, 6);
      const frame = { units: new Map(), edges: new Map(), colour: 'change' } as const;
      if (view === 'grid') expect(pickAgent(near, frame, view, place.x, place.y)).toEqual(ref);
    }
  });

  it('shows the titles of what can be seen', () => {
    for (const { x0, x1 } of near.blocks) {
      expect(x0).toBeGreaterThanOrEqual(0);
      expect(x1).toBeLessThanOrEqual(layout.width);
    }
    expect(near.blocks[1]!.x1 - near.blocks[1]!.x0).toBeGreaterThan(400);
  });

  it('is the layout itself when nothing is zoomed', () => expect(zoomedLayout(layout, WHOLE)).toBe(layout));
});
