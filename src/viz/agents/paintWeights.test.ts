import { expect, it } from 'vitest';

import { channelColour } from '../common/colour.ts';
import { PRESETS } from '../../experiment/presets.ts';
import type { EdgeFrame } from './networkFrame.ts';
import { networkLayout } from './networkLayout.ts';
import { paintGrid } from './paintWeights.ts';

it('fills every cell with its value as a share of the limit', () => {
  const column = networkLayout(PRESETS['5x10'].spec, 900, 400).edges[1]!;
  const values = Float32Array.from({ length: column.group.inputs * column.group.outputs }, (_, i) => 0.01 * (i - 200));
  const frame = { values, limit: 2, signed: true, shown: true, sizes: undefined } as unknown as EdgeFrame;
  const fills: string[] = [];
  let style = '';
  const ctx = new Proxy({} as CanvasRenderingContext2D, {
    get: (_, name) => (name === 'fill' || name === 'fillRect' ? () => fills.push(style) : () => undefined),
    set(_, name, value: string) {
      if (name === 'fillStyle') style = value;
      return true;
    },
  });
  paintGrid(ctx, column, frame, 'light');
  expect(fills).toEqual(Array.from(values, (value) => channelColour('light', true, value / 2)));
});
