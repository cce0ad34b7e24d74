// What every figure draws, in both themes, against a snapshot: a wrong colour, scale or place fails. After a change that
// was meant, look at the gallery (`npm run dev`, /gallery.html), then `npx vitest run --project dom drawings -u`.

import { act, cleanup, render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EpisodeRecord } from '../record/episode.ts';
import { batchOf, type FitScales } from '../viz/fit/fitGeometry.ts';
import { fixtureRecord } from '../viz/testing/fixtureRecord.ts';
import { startedLab } from '../store/testing/fakeLab.ts';
import { patch } from '../store/labStore.ts';
import { Comparison } from './ablation/Comparison.tsx';
import { CheckpointTrack } from './clocks/CheckpointTrack.tsx';
import { Timeline } from './clocks/Timeline.tsx';
import { FitFigure } from './fit/FitFigure.tsx';
import { LabProvider } from './LabContext.tsx';
import { TargetOverlay } from './target/TargetOverlay.tsx';
import { drawingOf, recordCanvases } from './testing/drawing.ts';
import { LossBars } from './testing/exampleFigure.tsx';
import { fakeLayout } from './testing/fakeLayout.ts';
import { specimens } from './testing/gallery/specimens.tsx';

const FIGURES = specimens({
  'stateful-l2': fixtureRecord('stateful-l2'),
  'stateless-l2': fixtureRecord('stateless-l2'),
});

beforeEach(recordCanvases);
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe.each(['light', 'dark'] as const)('drawn in the %s theme', (theme) => {
  it.each(FIGURES)('$name', async ({ name, width, height, draw }) => {
    fakeLayout(width, height);
    await import('./agents/d3Zoom.ts');
    const { container } = await act(async () => Promise.resolve(render(draw(theme))));
    const file = `${name.replaceAll(/\W+/g, '-')}-${theme}.txt`;
    await expect(drawingOf(container, theme)).toMatchFileSnapshot(`testing/drawings/${file}`);
  });
});

/** A lab with a record on show, in which one setting of the rule was switched. */
async function labInUse() {
  const { lab } = await startedLab();
  const record = fixtureRecord('stateful-l2');
  const { spec, probe } = record.header;
  const rule = { label: 'Now', spec, metaSteps: 6000, parameters: 10 };
  patch(lab.store, 'experiment', { record, rule, ruleKey: { kind: 'shipped', id: 'now' } });
  patch(lab.store, 'ablation', {
    to: spec.rule,
    from: {
      ...{ cameFrom: undefined, ruleKey: { kind: 'shipped', id: 'before' }, label: 'Before', shippedId: undefined },
      ...{ spec: { ...spec, rule: { ...spec.rule, messageSize: 64 } }, metaSteps: 6000, probe },
      lane: { id: 'before', losses: [0.4, 0.3, 0.2], predictions: [] },
    },
  });
  patch(lab.store, 'training', {
    checkpoints: [{ metaStep: 0 }, { metaStep: 20 }, { metaStep: 40 }],
    best: { metaStep: 20, heldOut: 0.01 },
  });
  return { lab, record };
}

const overlay = (record: EpisodeRecord) => (scales: FitScales, hold: (on: boolean) => void) => (
  <TargetOverlay scales={scales} hold={hold} points={batchOf(record, 1)} step={1} />
);

// Those that take their state from the lab are here only: the gallery has no worker.
describe.each(['light', 'dark'] as const)('with a lab, drawn in the %s theme', (theme) => {
  it.each<readonly [name: string, draw: (record: EpisodeRecord) => ReactElement]>([
    ['timeline', () => <Timeline />],
    ['track of checkpoints', () => <CheckpointTrack />],
    ['what the switch changed', () => <Comparison />],
    [
      'fit with what the hand takes hold of',
      (record) => <FitFigure record={record} moment={{ step: 1, phase: 1 }} theme={theme} overlay={overlay(record)} />,
    ],
  ])('%s', async (name, draw) => {
    const { lab, record } = await labInUse();
    patch(lab.store, 'appearance', { theme });
    fakeLayout(640, 120);
    const { container } = render(<LabProvider lab={lab}>{draw(record)}</LabProvider>);
    await expect(drawingOf(container, theme)).toMatchFileSnapshot(
      `testing/drawings/${name.replaceAll(/\W+/g, '-')}-${theme}.txt`,
    );
  });
});

describe('the example of CONTRIBUTING.md', () => {
  it('is drawn', () => {
    fakeLayout(90, 40);
    const { container } = render(<LossBars record={fixtureRecord('stateful-l2')} />);
    expect(drawingOf(container, 'light')).toBe(
      [
        'svg width="90" height="40"',
        '  rect x="0" y="0" width="28" height="40" fill="var(--accent)"',
        '  rect x="30" y="20" width="28" height="20" fill="var(--accent)"',
        '  rect x="60" y="30" width="28" height="10" fill="var(--accent)"',
      ].join('\n'),
    );
  });
});
