import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { startedLab } from '../../store/testing/fakeLab.ts';
import { cells, sampleStudy } from '../../study/testing/sampleStudy.ts';
import { LabProvider } from '../LabContext.tsx';
import { useCursor } from '../overlay/useCursor.ts';
import { fakeLayout } from '../testing/fakeLayout.ts';
import { RunsOverlaid } from './RunsOverlaid.tsx';
import { StudyFigure } from './StudyFigure.tsx';

beforeEach(() => fakeLayout(1200, 800));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const STUDY = { data: sampleStudy(), cells };

function Both() {
  const cursor = useCursor();
  return (
    <>
      <StudyFigure study={STUDY} width={1200} curve="heldOut" cursor={cursor} />
      <RunsOverlaid study={STUDY} cursor={cursor} />
    </>
  );
}

async function shown() {
  const { lab } = await startedLab();
  render(
    <LabProvider lab={lab}>
      <Both />
    </LabProvider>,
  );
  return {
    panels: screen.getByRole('img', { name: /one panel for each cell/ }),
    overlay: screen.getByRole('img', { name: /losses of the chosen runs/ }),
  };
}

const lines = (figure: HTMLElement) => [...figure.querySelectorAll('title')].map(({ textContent }) => textContent);
const words = (figure: HTMLElement) => [...figure.querySelectorAll('text')].map(({ textContent }) => textContent);

it('one cursor, moved by keys or pointer, shows the same meta-step with its values in all panels and tables', async () => {
  const { panels, overlay } = await shown();
  const before = words(panels);
  fireEvent.keyDown(panels, { key: 'Home' });
  fireEvent.keyDown(panels, { key: 'ArrowRight' });
  expect(words(overlay)).toContain('meta-step 3');
  expect(words(panels).filter((text) => text === 'meta-step 3')).toHaveLength(4);
  // The first stretch ends at meta-step 20: five times what the runs end at.
  expect(words(panels)).not.toEqual(before);
  const table = screen.getByRole('table', { name: /median held-out loss over the seeds/ });
  expect(within(table).getByRole('columnheader', { name: 'cursor, meta-step 3' })).toBeDefined();
  expect(screen.getAllByRole('columnheader', { name: /loss at meta-step 3$/ })).toHaveLength(2);
  expect(screen.getByText(/^Meta-step 3: from 8 channels, .* to 1 channel, /)).toBeDefined();
  expect(screen.getByText(/^Held-out loss at meta-step 3: .*, seed 1 \.\d+; /)).toBeDefined();
  fireEvent.keyDown(panels, { key: 'Escape' });
  expect(words(panels)).toEqual(before);

  fireEvent.pointerMove(overlay, { clientX: 52 });
  expect(words(panels)).toContain('meta-step 1');
  fireEvent.pointerLeave(overlay, { pointerType: 'touch' });
  expect(words(panels)).toContain('meta-step 1');
  fireEvent.pointerLeave(overlay);
  expect(words(panels)).toEqual(before);
});

it('lays any runs of a study over one another: single seeds, and all of a cell', async () => {
  const { overlay } = await shown();
  // To begin with the best and the last cell, five seeds each, in two panels.
  expect(lines(overlay)).toHaveLength(20);
  const all = screen.getAllByRole<HTMLInputElement>('checkbox', { name: /all seeds/ });
  for (const box of all) if (box.checked) fireEvent.click(box);
  expect(screen.queryByRole('img', { name: /losses of the chosen runs/ })).toBeNull();
  fireEvent.click(screen.getByRole('checkbox', { name: /^1 channel, own rules, no memory, seed 2, / }));
  fireEvent.click(screen.getByRole('checkbox', { name: /^8 channels, own rules, no memory, seed 4, / }));
  const chosen = screen.getByRole('img', { name: /losses of the chosen runs/ });
  expect(new Set(lines(chosen))).toEqual(
    new Set(['1 channel, own rules, no memory, seed 2', '8 channels, own rules, no memory, seed 4']),
  );
  // Beside the lines stands what tells them apart.
  expect(words(chosen).filter((text) => text.includes('seed'))).toEqual([
    ...['8 channels, seed 4', '1 channel, seed 2', '8 channels, seed 4', '1 channel, seed 2'],
  ]);
});
