// What every figure draws, in both themes, against a snapshot: a wrong colour, scale or place fails. After a change that
// was meant, look at the gallery (`npm run dev`, /gallery.html), then `npx vitest run --project dom drawings -u`.

import { act, cleanup, render } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fixtureRecord } from '../viz/testing/fixtureRecord.ts';
import { startedLab } from '../store/testing/fakeLab.ts';
import { patch } from '../store/labStore.ts';
import { CheckpointTrack } from './clocks/CheckpointTrack.tsx';
import { Timeline } from './clocks/Timeline.tsx';
import { LabProvider } from './LabContext.tsx';
import { addStylesheets, drawingOf, recordCanvases } from './testing/drawing.ts';
import { LossBars } from './testing/exampleFigure.tsx';
import { fakeLayout } from './testing/fakeLayout.ts';
import { specimens } from './testing/gallery/specimens.tsx';

const FIGURES = specimens({
  'stateful-l2': fixtureRecord('stateful-l2'),
  'stateless-l2': fixtureRecord('stateless-l2'),
});

beforeAll(addStylesheets);
beforeEach(recordCanvases);
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe.each(['light', 'dark'] as const)('drawn in the %s theme', (theme) => {
  it.each(FIGURES)('$name', async ({ name, width, height, draw }) => {
    document.documentElement.dataset['theme'] = theme;
    fakeLayout(width, height);
    await import('./agents/d3Zoom.ts');
    const { container } = await act(async () => Promise.resolve(render(draw(theme))));
    const file = `${name.replaceAll(/\W+/g, '-')}-${theme}.txt`;
    await expect(drawingOf(container)).toMatchFileSnapshot(`testing/drawings/${file}`);
  });
});

// Those that take their state from the lab are here only: the gallery has no worker.
describe.each(['light', 'dark'] as const)('the clocks, drawn in the %s theme', (theme) => {
  it.each([
    ['timeline', <Timeline key="timeline" />],
    ['track of checkpoints', <CheckpointTrack key="track" />],
  ])('%s', async (name, figure) => {
    const { lab } = await startedLab();
    document.documentElement.dataset['theme'] = theme;
    fakeLayout(640, 120);
    patch(lab.store, 'experiment', { record: fixtureRecord('stateful-l2') });
    patch(lab.store, 'training', {
      checkpoints: [{ metaStep: 0 }, { metaStep: 20 }, { metaStep: 40 }],
      best: { metaStep: 20, heldOut: 0.01 },
    });
    const { container } = render(<LabProvider lab={lab}>{figure}</LabProvider>);
    await expect(drawingOf(container)).toMatchFileSnapshot(
      `testing/drawings/${name.replaceAll(/\W+/g, '-')}-${theme}.txt`,
    );
  });
});

describe('the example of CONTRIBUTING.md', () => {
  it('is drawn', () => {
    fakeLayout(90, 40);
    const { container } = render(<LossBars record={fixtureRecord('stateful-l2')} />);
    expect(drawingOf(container)).toBe(
      [
        'svg width="90" height="40"',
        '  rect x="0" y="0" width="28" height="40" fill="var(--accent)"',
        '  rect x="30" y="20" width="28" height="20" fill="var(--accent)"',
        '  rect x="60" y="30" width="28" height="10" fill="var(--accent)"',
      ].join('\n'),
    );
  });
});
