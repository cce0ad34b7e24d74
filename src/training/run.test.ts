import { describe, expect, it } from 'vitest';

import { endWords, type Budget } from '../record/run.ts';
import { Run } from './run.ts';
import type { Trainer } from './trainer.ts';

/** A trainer whose meta-steps take a second of the test's clock each and lose as told. */
function runOf(budget: Budget, losses: (step: number) => number = () => 1, from = 0) {
  const clock = { ms: 0 };
  let metaSteps = from;
  const trainer = {
    get metaSteps() {
      return metaSteps;
    },
    step: () => {
      metaSteps++;
      clock.ms += 1000;
      return Promise.resolve({ metaStep: metaSteps, metaLoss: 9, heldOut: [5, losses(metaSteps - from)] });
    },
  } as unknown as Trainer;
  return { run: new Run(trainer, budget, () => clock.ms), clock };
}

/** Steps until the run is over; at most 200. */
async function stepsOf({ run }: ReturnType<typeof runOf>): Promise<number> {
  let steps = 0;
  for (; run.end() === undefined && steps < 200; steps++) await run.step();
  return steps;
}

describe('a run', () => {
  it('ends with its meta-steps, counted from where it began', async () => {
    const of = runOf({ metaSteps: 3 }, () => 1, 40);
    expect(await stepsOf(of)).toBe(3);
    expect(of.run.end()).toEqual({ by: 'budget', limit: 'metaSteps', value: 3 });
    expect(endWords(of.run.end()!)).toBe('all 3 meta-steps are done');
  });

  it('ends with its minutes, pauses not counted', async () => {
    const of = runOf({ minutes: 0.1 });
    await of.run.step();
    of.clock.ms += 3_600_000;
    expect(await stepsOf(of)).toBe(5);
    expect(of.run.trainedMs).toBe(6000);
    expect(endWords(of.run.end()!)).toBe('0.1 min of training are over');
  });

  it('ends once the mean of the last fifty held-out losses is low enough, and not before there are fifty', async () => {
    expect(await stepsOf(runOf({ heldOutBelow: 0.5 }, () => 0.1))).toBe(50);
    // Fifty steps at 1, then 0: the mean of the last fifty is below .5 after 26 of those.
    expect(await stepsOf(runOf({ heldOutBelow: 0.5 }, (step) => (step <= 50 ? 1 : 0)))).toBe(76);
    expect(await stepsOf(runOf({ heldOutBelow: 0.5 }))).toBe(200);
  });

  it('says what ended it', () => {
    expect(endWords({ by: 'hand' })).toBe('stopped by hand');
    expect(endWords({ by: 'replaced', what: 'run' })).toBe('a new training run began');
    expect(endWords({ by: 'replaced', what: 'rule' })).toBe('another rule was chosen');
    expect(endWords({ by: 'budget', limit: 'heldOutBelow', value: 0.5 })).toBe('the held-out loss fell below 0.5');
    expect(endWords({ by: 'failed', message: 'no number' })).toBe('no number');
  });
});
