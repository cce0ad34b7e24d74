import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SpeedRow } from '../../record/machineSpeed.ts';
import { startedLab } from '../../store/testing/fakeLab.ts';
import { LabProvider } from '../LabContext.tsx';
import { StartForm } from './StartForm.tsx';

function row(tasks: number, metaStepMs: number): SpeedRow {
  const rates = { metaStepsPerSecond: 1000 / metaStepMs, tasksPerSecond: (1000 * tasks) / metaStepMs };
  return { tasks, metaStepMs, ...rates, threads: 2, implementation: 'fused', backend: 'wasm', adapter: 'SIMD' };
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function form() {
  const parts = await startedLab();
  render(
    <LabProvider lab={parts.lab}>
      <StartForm />
    </LabProvider>,
  );
  fireEvent.click(screen.getByText('How fast is this machine?'));
  const click = (name: RegExp) => fireEvent.click(screen.getByRole('button', { name }));
  const say = (event: Parameters<typeof parts.worker.say>[0]) =>
    act(async () => {
      parts.worker.say(event);
      await Promise.resolve();
    });
  return { ...parts, click, say };
}

const tableRows = () => within(screen.getByRole('table')).getAllByRole('row').slice(1);

describe('how fast is this machine', () => {
  it('shows each row as it comes, says why it chose, and sets the tasks of the next run', async () => {
    const { worker, click, say } = await form();
    click(/^measure$/i);
    const { requestId, spec } = await worker.next('measureSpeed');
    expect(spec.recipe.innerSteps).toBe(2);
    const rows = [row(1, 50), row(2, 51), row(4, 100)];
    await say({ kind: 'speedRow', requestId, row: rows[0]! });
    expect(tableRows()).toHaveLength(1);
    await say({ kind: 'speedMeasured', requestId, report: { rows, ended: { tasks: 8, why: 'no memory is left' } } });
    expect(tableRows().map(({ textContent }) => textContent)).toEqual(['150.020.0', '251.039.2', '410040.0']);
    expect(screen.getByText('8 tasks: no memory is left')).toBeTruthy();
    expect(screen.getByText(/2 tasks a meta-step: more tasks would hardly come cheaper/)).toBeTruthy();
    click(/^use 2 tasks$/i);
    expect(screen.getByRole<HTMLInputElement>('spinbutton', { name: 'Tasks per meta-step' }).value).toBe('2');
    fireEvent.click(screen.getByTestId('train-start'));
    const train = await worker.next('train');
    expect(train.spec.recipe.tasks).toBe(2);
  });

  it('keeps a result to the experiment it was measured for', async () => {
    const { worker, click, say } = await form();
    click(/^measure$/i);
    const { requestId } = await worker.next('measureSpeed');
    await say({ kind: 'speedMeasured', requestId, report: { rows: [row(1, 300)] } });
    expect(screen.getByText(/even one takes longer/)).toBeTruthy();
    fireEvent.change(screen.getByRole('combobox', { name: 'Preset' }), { target: { value: '5x10' } });
    expect(screen.queryByRole('table')).toBeNull();
    fireEvent.change(screen.getByRole('combobox', { name: 'Preset' }), { target: { value: '2x10' } });
    expect(tableRows()).toHaveLength(1);
  });

  it('is cancelled at once and keeps the last result', async () => {
    const { worker, click, say } = await form();
    click(/^measure$/i);
    const first = await worker.next('measureSpeed');
    await say({ kind: 'speedMeasured', requestId: first.requestId, report: { rows: [row(1, 50), row(2, 60)] } });
    click(/^measure again$/i);
    const second = await worker.next('measureSpeed', ({ requestId }) => requestId !== first.requestId);
    click(/^cancel$/i);
    expect(worker.sent.at(-1)).toEqual({ kind: 'stopMeasuring' });
    await say({ kind: 'speedRow', requestId: second.requestId, row: row(1, 1) });
    await say({ kind: 'speedMeasured', requestId: second.requestId });
    expect(tableRows()).toHaveLength(2);
    expect(screen.getByRole('button', { name: /^measure again$/i })).toBeTruthy();
  });

  it('says why where the worker refuses', async () => {
    const { lab, worker, click, say } = await form();
    click(/^measure$/i);
    const { requestId } = await worker.next('measureSpeed');
    const error = { name: 'Refused', message: 'a training is running: pause it first', where: 'training' };
    await say({ kind: 'refused', requestId, error });
    expect(lab.store.getState().session.notices.at(-1)).toMatchObject({
      title: 'The speed was not measured',
      text: 'A training is running: pause it first.',
    });
    expect(screen.getByRole('button', { name: /^measure$/i })).toBeTruthy();
  });
});
