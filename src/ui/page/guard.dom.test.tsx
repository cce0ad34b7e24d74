import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { startedLab } from '../../store/testing/fakeLab.ts';
import { LabProvider } from '../LabContext.tsx';
import { Guard, PageGuard } from './Guard.tsx';

beforeEach(() => {
  // React tells of every caught error.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

let broken = true;
function Part() {
  if (broken) throw new Error('no such scale');
  return <p>drawn</p>;
}

describe('a part that fails', () => {
  it('says so in its place, leaves the rest, and can be tried again', async () => {
    const { lab } = await startedLab();
    broken = true;
    render(
      <LabProvider lab={lab}>
        <Guard name="Fit">
          <Part />
        </Guard>
        <p>the rest</p>
      </LabProvider>,
    );
    expect(screen.getByRole('alert', { name: 'Fit' }).textContent).toContain('could not be drawn: no such scale');
    expect(screen.getByText('the rest')).toBeTruthy();
    broken = false;
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(screen.getByText('drawn')).toBeTruthy();
  });

  it('offers the rule as a file where the whole page fails', async () => {
    const { lab, worker } = await startedLab();
    broken = true;
    render(
      <LabProvider lab={lab}>
        <PageGuard>
          <Part />
        </PageGuard>
      </LabProvider>,
    );
    fireEvent.click(screen.getByRole('button', { name: 'Save the rule as a file' }));
    expect(await worker.next('save')).toBeTruthy();
    broken = false;
    fireEvent.click(screen.getByRole('button', { name: 'Draw it again' }));
    expect(screen.getByText('drawn')).toBeTruthy();
  });
});
