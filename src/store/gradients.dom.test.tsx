import { expect, it } from 'vitest';
import { startedLab } from './testing/fakeLab.ts';

it('asks for gradients while any figure needs them, and adapts anew only where the record lacks them', async () => {
  const { worker, lab } = await startedLab();
  const sent = (kind: 'demand' | 'adapt') => worker.sent.filter((command) => command.kind === kind).length;
  const releases = [lab.need('gradients'), lab.need('gradients')];
  await worker.next('adapt');
  expect(worker.sent.findLast(({ kind }) => kind === 'demand')).toMatchObject({ demand: { gradients: true } });
  expect([sent('demand'), sent('adapt')]).toEqual([1, 1]);
  releases[0]?.();
  expect(sent('demand')).toBe(1);
  releases[1]?.();
  expect(worker.sent.findLast(({ kind }) => kind === 'demand')).toMatchObject({ demand: { gradients: false } });
  expect([sent('demand'), sent('adapt')]).toEqual([2, 1]);
});

it('asks once more where a record that was under way comes without what was asked for meanwhile', async () => {
  const { worker, comes } = await startedLab({ beforeRecord: (lab) => void lab.need('gradients') });
  const adapted = () => worker.sent.filter(({ kind }) => kind === 'adapt').length;
  await worker.next('adapt');
  expect(adapted()).toBe(1);
  // Where even that one lacks it, nothing would be won.
  comes();
  await new Promise((resolve) => setTimeout(resolve));
  expect(adapted()).toBe(1);
});
