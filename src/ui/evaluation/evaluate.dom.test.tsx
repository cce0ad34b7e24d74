import { readFileSync } from 'node:fs';

import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EvaluationReport } from '../../record/evaluation.ts';
import { parseBaselines } from '../../record/baselinesFile.ts';
import { patch } from '../../store/labStore.ts';
import { LabProvider } from '../LabContext.tsx';
import { startedLab } from '../../store/testing/fakeLab.ts';
import { fakeLayout } from '../testing/fakeLayout.ts';
import { EvaluatePanel } from './EvaluatePanel.tsx';

const REPORT: EvaluationReport = {
  ...{ backend: 'wasm', tasks: 100, steps: 3, seed: 0, trainedSteps: 2, changes: [], wallMs: 5 },
  meanLoss: [0.025, 0.01, 0.002, 7],
  medianLoss: [0.022, 0.008, 0.001, Infinity],
  lowerQuartile: [0.01, 0.004, 0.0006, 0.5],
  upperQuartile: [0.04, 0.02, 0.003, Infinity],
  sdLoss: [0.01, 0.01, 0.001, 3],
  diverged: 60,
  shape: { stuck: [0, 17, 1, 4], explainedInside: [0, 0.5, 0.9, 0], explainedOutside: [0, 0, 0.9, 0] },
};

beforeEach(() => fakeLayout(232, 148));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function panel() {
  const parts = await startedLab();
  const view = render(
    <LabProvider lab={parts.lab}>
      <EvaluatePanel />
    </LabProvider>,
  );
  const click = (name: RegExp) => fireEvent.click(screen.getByRole('button', { name }));
  const say = (event: Parameters<typeof parts.worker.say>[0]) =>
    act(async () => {
      parts.worker.say(event);
      await Promise.resolve();
    });
  return { ...parts, view, click, say };
}

describe('the evaluation panel', () => {
  it('asks the worker for the steps the rule was made for, and shows how far it is', async () => {
    const { worker, click, say } = await panel();
    click(/^evaluate$/i);
    const command = await worker.next('evaluate');
    expect(command).toMatchObject({ tasks: 100, steps: 2, seed: 0 });
    await say({ kind: 'evaluating', requestId: command.requestId, tasksDone: 40 });
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('40');
    expect(screen.getByRole('button', { name: /cancel \(40 of 100\)/i })).toBeTruthy();
  });

  it('shows curve, shares and every step, also past the horizon', async () => {
    const { worker, click, say, view } = await panel();
    fireEvent.click(screen.getByRole('radio', { name: /1.000/ }));
    fireEvent.change(screen.getByRole('spinbutton', { name: 'Steps' }), { target: { value: '3' } });
    expect(screen.getByText('horizon 2')).toBeTruthy();
    click(/^evaluate$/i);
    const { requestId, tasks, steps } = await worker.next('evaluate');
    expect([tasks, steps]).toEqual([1000, 3]);
    await say({ kind: 'evaluated', requestId, report: REPORT });
    expect(screen.queryByRole('progressbar')).toBeNull();
    expect(view.container.querySelector('.evaluation-band')?.getAttribute('d')).not.toContain('NaN');
    expect(view.container.querySelectorAll('.evaluation-horizon')).toHaveLength(1);
    expect(screen.getByText('60 of 100, 60 %')).toBeTruthy();
    expect(screen.getByText('4 of 100, 4 %')).toBeTruthy();
    const rows = within(screen.getByRole('table', { hidden: true })).getAllByRole('row', { hidden: true });
    expect(rows).toHaveLength(5);
    expect(rows[2]?.textContent).toBe('1.0100.0080.0040–.020017');
    expect(rows[4]?.textContent).toContain('.5000–∞');
    expect(screen.getByText(/untrained rule: 100 fresh tasks, wasm/i)).toBeTruthy();
  });

  it('keeps what was found, and draws optimisers and the others of this visit beside it', async () => {
    const { lab, worker, click, say, view } = await panel();
    const parsed = parseBaselines(JSON.parse(readFileSync('docs/baselines.json', 'utf8')));
    if (!parsed.ok) throw new Error(parsed.failure.message);
    patch(lab.store, 'lanes', { reports: parsed.value.reports });
    click(/^evaluate$/i);
    const first = await worker.next('evaluate');
    await say({ kind: 'evaluated', requestId: first.requestId, report: REPORT });
    const names = () => [...view.container.querySelectorAll('.evaluation-name')].map(({ textContent }) => textContent);
    expect(names()).toEqual(['SGD', 'Adam', 'MAML', 'Meta-SGD']);
    click(/^evaluate$/i);
    const second = await worker.next('evaluate', ({ requestId }) => requestId !== first.requestId);
    await say({ kind: 'evaluated', requestId: second.requestId, report: { ...REPORT, tasks: 1000 } });
    expect(names()).toEqual(['SGD', 'Adam', 'MAML', 'Meta-SGD', '1']);
    click(/^1 untrained rule/i);
    expect(names()).toContain('2');
    expect(screen.getByText(/untrained rule: 100 fresh tasks/i)).toBeTruthy();
    click(/drop evaluation 2/i);
    expect(names()).toEqual(['SGD', 'Adam', 'MAML', 'Meta-SGD']);
  });

  it('is cancelled at once and keeps the last result', async () => {
    const { worker, click, say } = await panel();
    click(/^evaluate$/i);
    const first = await worker.next('evaluate');
    await say({ kind: 'evaluated', requestId: first.requestId, report: REPORT });
    click(/^evaluate$/i);
    const second = await worker.next('evaluate', (command) => command.requestId !== first.requestId);
    click(/^cancel/i);
    expect(worker.sent.at(-1)).toEqual({ kind: 'stopEvaluation' });
    expect(screen.getByRole('button', { name: /^evaluate$/i })).toBeTruthy();
    await say({ kind: 'evaluating', requestId: second.requestId, tasksDone: 50 });
    await say({ kind: 'evaluated', requestId: second.requestId });
    expect(screen.queryByRole('progressbar')).toBeNull();
    expect(screen.getByText('60 of 100, 60 %')).toBeTruthy();
  });

  it('says why where the worker refuses', async () => {
    const { lab, worker, click, say } = await panel();
    click(/^evaluate$/i);
    const { requestId } = await worker.next('evaluate');
    await say({
      kind: 'refused',
      requestId,
      error: { name: 'Refused', message: 'no memory is left', where: 'evaluate' },
    });
    expect(lab.store.getState().session.notices.at(-1)).toMatchObject({ id: 'evaluation', text: 'No memory is left.' });
    expect(screen.getByRole('button', { name: /^evaluate$/i })).toBeTruthy();
  });
});
