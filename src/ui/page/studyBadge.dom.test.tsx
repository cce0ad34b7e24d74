import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';

import { patch } from '../../store/labStore.ts';
import { startedLab } from '../../store/testing/fakeLab.ts';
import { LabProvider } from '../LabContext.tsx';
import { StudyBadge } from './StudyBadge.tsx';
import { ViewTabs } from './ViewTabs.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('the bar says that a study trains, how far it is or what it waits for, and leads there, on a phone too', async () => {
  const { lab } = await startedLab();
  render(
    <LabProvider lab={lab}>
      <StudyBadge />
      <ViewTabs />
    </LabProvider>,
  );
  const names = () =>
    screen.getAllByRole('button').map((button) => button.getAttribute('aria-label') ?? button.textContent);
  expect(names()).toEqual(['Watch', 'Runs', 'Study', 'Write']);
  act(() => patch(lab.store, 'session', { study: { name: 'Mine', phase: 'training', share: 0.349 } }));
  expect(names()).toEqual(['Study 34 %: Mine trains in the background', 'Watch', 'Runs', 'Study 34 %', 'Write']);
  expect(screen.getByRole('button', { name: 'Study 34 %' }).title).toBe('Mine trains in the background');
  act(() => patch(lab.store, 'session', { study: { name: 'Mine', phase: 'yielding', share: undefined } }));
  fireEvent.click(screen.getByRole('button', { name: 'Study …: Mine waits while you train' }));
  expect(lab.store.getState().appearance.room).toBe('study');
  // The view says more.
  expect(names()).toEqual(['Watch', 'Runs', 'Study …', 'Write']);
});
