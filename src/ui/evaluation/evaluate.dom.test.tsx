import { readFileSync } from 'node:fs';

import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserKept, type KeptStores } from '../../checkpoints/keptStores.ts';
import { failure } from '../../lib/result.ts';
import { until } from '../../lib/testing/until.ts';
import type { EvaluationReport } from '../../record/evaluation.ts';
import type { KeptEvaluation } from '../../record/keptEvaluation.ts';
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

beforeEach(() => {
  fakeLayout(232, 148);
  vi.stubGlobal('indexedDB', new IDBFactory());
});
let nowMs = 0;

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

async function panel(kept?: KeptStores) {
  const parts = await startedLab(kept && { kept });
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
    const numbers = screen.getByRole('region', { name: 'Evaluation by inner step', hidden: true });
    const rows = within(numbers).getAllByRole('row', { hidden: true });
    expect(rows).toHaveLength(5);
    expect(rows[2]?.textContent).toBe('1.0100.0080.0040–.020017');
    expect(rows[4]?.textContent).toContain('.5000–∞');
    expect(screen.getByText(/untrained rule: 100 fresh tasks, wasm/i)).toBeTruthy();
  });

  it('keeps what was found, and draws optimisers and the others beside it', async () => {
    const { lab, worker, click, say, view } = await panel();
    vi.spyOn(Date, 'now').mockImplementation(() => ++nowMs);
    const parsed = parseBaselines(JSON.parse(readFileSync('docs/baselines.json', 'utf8')));
    if (!parsed.ok) throw new Error(parsed.failure.message);
    patch(lab.store, 'lanes', { reports: parsed.value.reports });
    click(/^evaluate$/i);
    const first = await worker.next('evaluate');
    await say({ kind: 'evaluated', requestId: first.requestId, report: REPORT });
    const names = () => [...view.container.querySelectorAll('.evaluation-name')].map(({ textContent }) => textContent);
    expect(names()).toEqual(['SGD', 'Adam', 'MAML', 'Meta-SGD', 'Meta-Curvature']);
    click(/^evaluate$/i);
    const second = await worker.next('evaluate', ({ requestId }) => requestId !== first.requestId);
    await say({ kind: 'evaluated', requestId: second.requestId, report: { ...REPORT, tasks: 1000 } });
    expect(names()).toEqual(['SGD', 'Adam', 'MAML', 'Meta-SGD', 'Meta-Curvature', '1']);
    click(/^1 untrained rule/i);
    expect(names()).toContain('2');
    expect(screen.getByText(/untrained rule: 100 fresh tasks/i)).toBeTruthy();
    click(/delete evaluation 2/i);
    await until(() => expect(names()).toEqual(['SGD', 'Adam', 'MAML', 'Meta-SGD', 'Meta-Curvature']));
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

describe('evaluations kept in the browser', () => {
  /** A visit that evaluates once, and ends. */
  async function visit(kept: KeptStores) {
    const { worker, click, say } = await panel(kept);
    click(/^evaluate$/i);
    const { requestId } = await worker.next('evaluate');
    await say({ kind: 'evaluated', requestId, report: REPORT });
    await until(async () => expect(await stored()).toHaveLength(1));
    cleanup();
  }

  /** What the storage holds. */
  async function stored() {
    const list = await browserKept.evaluations.list();
    return list.ok ? list.value.kept : [];
  }

  it('are there after a reload, that of the rule in use on show, and are deleted with undo', async () => {
    await visit(browserKept);
    const { click } = await panel(browserKept);
    expect(await screen.findByText('60 of 100, 60 %')).toBeTruthy();
    expect(screen.getByText(/^Untrained rule: 100 fresh tasks, wasm, \d/)).toBeTruthy();
    click(/delete evaluation 1/i);
    await screen.findByText('Evaluation of Untrained rule deleted.');
    expect(await stored()).toEqual([]);
    expect(screen.queryByText('60 of 100, 60 %')).toBeNull();
    click(/undo/i);
    expect(await screen.findByText('60 of 100, 60 %')).toBeTruthy();
    await until(async () =>
      expect(await stored()).toMatchObject([{ rule: { label: 'Untrained rule' }, report: REPORT }]),
    );
    await until(() => expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull());
  });

  it('are listed with how they were taken otherwise, those of another tab once this one is in use again', async () => {
    await visit(browserKept);
    const [mine] = await stored();
    const { recipe } = mine!.spec;
    await panel(browserKept);
    await screen.findByText('60 of 100, 60 %');
    const spec = { ...mine!.spec, recipe: { ...recipe, batch: recipe.batch + 1 } };
    const rule = { ...mine!.rule, label: 'Of another tab' };
    await browserKept.evaluations.put({ ...mine!, id: 'other', keptMs: mine!.keptMs + 1, spec, rule });
    fireEvent.focus(window);
    const row = await screen.findByRole('button', { name: /^2 of another tab/i });
    expect(row.textContent).toContain('100 tasks, other batches, not drawn');
    expect(document.querySelectorAll('.evaluation-other')).toHaveLength(0);
  });

  it('stay untouched where a newer version wrote them, which is said', async () => {
    await visit(browserKept);
    const [mine] = await stored();
    const put = (one: object) => browserKept.evaluations.put(one as KeptEvaluation);
    await put({ ...mine, id: 'newer', format: 2 });
    const { click } = await panel(browserKept);
    expect(await screen.findByText(/^newer: the evaluation is in format 2, a newer version/)).toBeTruthy();
    click(/delete evaluation 1/i);
    await screen.findByText('Evaluation of Untrained rule deleted.');
    expect(screen.getByText(/^newer: /)).toBeTruthy();
  });

  it('last for the visit where the storage refuses, which is said', async () => {
    const refuses = () => Promise.resolve(failure('browser storage', 'the disk is full'));
    const { worker, click, say } = await panel({
      ...browserKept,
      evaluations: { list: refuses, put: refuses, remove: refuses },
    });
    expect(await screen.findByText('the disk is full')).toBeTruthy();
    click(/^evaluate$/i);
    const { requestId } = await worker.next('evaluate');
    await say({ kind: 'evaluated', requestId, report: REPORT });
    expect(await screen.findByText('the evaluation stays for this visit only: the disk is full')).toBeTruthy();
    expect(screen.getByText('60 of 100, 60 %')).toBeTruthy();
    click(/delete evaluation 1/i);
    await until(() => expect(screen.queryByText('60 of 100, 60 %')).toBeNull());
  });
});
