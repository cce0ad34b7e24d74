import { act, cleanup, render } from '@testing-library/react';
import { useRef } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { startedLab } from '../../store/testing/fakeLab.ts';
import { LabProvider } from '../LabContext.tsx';
import { stubColumns, stubSight } from '../testing/sight.ts';
import { useDue } from './useDue.ts';

let seen: (isIntersecting: boolean) => void;

beforeEach(() => (seen = stubSight()));

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function Part() {
  const place = useRef<HTMLDivElement>(null);
  const { due, away } = useDue(place);
  return <div ref={place}>{`${due ? 'made' : 'waits'}, ${away ? 'away' : 'near'}`}</div>;
}

/** The part on a page of one column, or of three. */
async function page(oneColumn: boolean) {
  stubColumns(oneColumn);
  const { lab } = await startedLab();
  lab.clock({ kind: 'pause' });
  vi.useFakeTimers();
  const { container } = render(
    <LabProvider lab={lab}>
      <Part />
    </LabProvider>,
  );
  const wait = (ms: number) =>
    act(() => {
      vi.advanceTimersByTime(ms);
    });
  return { lab, wait, text: () => container.textContent };
}

it('is there at once where it is on the first screen', async () => {
  expect((await page(false)).text()).toBe('made, near');
});

it('is made when it is scrolled near, and stays', async () => {
  const { text } = await page(true);
  expect(text()).toBe('waits, away');
  seen(true);
  expect(text()).toBe('made, near');
  seen(false);
  expect(text()).toBe('made, away');
});

it('is made once the page is quiet, not while it plays', async () => {
  const { lab, wait, text } = await page(true);
  act(() => lab.clock({ kind: 'play' }));
  seen(false);
  wait(200);
  expect(lab.store.getState().playback.playing).toBe(true);
  expect(text()).toBe('waits, away');
  act(() => lab.clock({ kind: 'pause' }));
  wait(2900);
  expect(text()).toBe('waits, away');
  wait(200);
  expect(text()).toBe('made, away');
});
