import { readFileSync } from 'node:fs';

import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';

import { decodeCheckpoint } from '../../checkpoints/format.ts';
import { layoutOf } from '../../experiment/layout.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import { unwrap } from '../../lib/result.ts';
import { FAKE_RULE, startedLab } from '../../store/testing/fakeLab.ts';
import { LabProvider } from '../LabContext.tsx';
import { TaskPanel } from './TaskPanel.tsx';

afterEach(cleanup);

const shipped = (id: string) =>
  unwrap(decodeCheckpoint(Uint8Array.from(readFileSync(`public/checkpoints/${id}.mplp`)).buffer));

async function panel(spec: ExperimentSpec) {
  history.replaceState(null, '', '/');
  const { lab, worker } = await startedLab();
  const choosing = lab.experiment.choose({ kind: 'fresh', key: '2x10', spec }, { push: true });
  const { requestId, runId } = await worker.next('useRule', ({ source }) => 'spec' in source && source.spec === spec);
  worker.say({ kind: 'rule', requestId, runId, rule: { ...FAKE_RULE, spec } });
  await choosing;
  render(
    <LabProvider lab={lab}>
      <TaskPanel />
    </LabProvider>,
  );
}

const START = 'Every adaptation starts from the same learned weights';

it('says of a shipped rule with step sizes what its numbers are: of every weight, and of so many steps', async () => {
  const { spec, parameters } = shipped('steady-2x10');
  const { ownStepSizes } = spec.recipe;
  for (const { role, offset, size, shape } of layoutOf(spec).parameters) {
    if (role !== 'stepSizes') continue;
    expect(shape[0]).toBe(ownStepSizes);
    const sizes = parameters.subarray(offset, offset + size);
    // Hardly two of them are the same.
    expect(new Set(sizes).size).toBeGreaterThan(0.9 * size);
  }
  await panel(spec);
  screen.getByText(
    `${START}; every weight and bias has a learned step size of its own, others in each of the first ${ownStepSizes} inner steps.`,
  );
});

it('says nothing of step sizes where there are none, nor of steps where they stay the same', async () => {
  const { spec } = shipped('learned-prior-2x10');
  expect(spec.recipe.ownStepSizes).toBe(0);
  await panel(spec);
  screen.getByText(`${START}.`);
  cleanup();
  await panel({ ...spec, recipe: { ...spec.recipe, ownStepSizes: 1 } });
  screen.getByText(`${START}; every weight and bias has a learned step size of its own.`);
});
