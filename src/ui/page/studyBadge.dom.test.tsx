import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';

import { patch } from '../../store/labStore.ts';
import { startedLab } from '../../store/testing/fakeLab.ts';
import { LabProvider } from '../LabContext.tsx';
import { StudyBadge } from './StudyBadge.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('says in the bar that a study trains, how far it is or what it waits for, and leads there', async () => {
  const { lab } = await startedLab();
  render(
    <LabProvider lab={lab}>
      <StudyBadge />
    </LabProvider>,
  );
  expect(screen.queryByRole('button')).toBeNull();
  act(() => patch(lab.store, 'session', { study: { name: 'Mine', phase: 'training', share: 0.349 } }));
  const badge = screen.getByRole('button', { name: 'Study 34 %: Mine trains in the background' });
  expect(badge.textContent).toBe('Study 34 %');
  act(() => patch(lab.store, 'session', { study: { name: 'Mine', phase: 'yielding', share: undefined } }));
  fireEvent.click(screen.getByRole('button', { name: 'Study: Mine waits while you train' }));
  expect(lab.store.getState().appearance.room).toBe('study');
  // The view says more.
  expect(screen.queryByRole('button')).toBeNull();
});
