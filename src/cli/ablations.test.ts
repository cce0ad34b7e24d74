import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';

import { ablationsCommand } from './ablations.ts';
import * as evaluating from './evaluate.ts';
import * as files from './files.ts';
import * as output from './output.ts';
import { RunFolder } from './runFolder.ts';
import * as shipping from './ship.ts';
import { INTERRUPTED } from './usage.ts';

const out = mkdtempSync(join(tmpdir(), 'mplp-ablations-'));
afterAll(() => rmSync(out, { recursive: true }));

const FIRST = 'ablation-stateless-own-m8';

it('writes each training as a run of the store, with its evaluation, and goes on where it was cut off', async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  // All but one are shipped already; that one is neither shipped nor entered into the documents.
  const shipped = files.readShipped();
  const rules = shipped.rules.map((rule) => ({ ...rule, metaSteps: rule.id === FIRST ? 1 : 3 }));
  vi.spyOn(files, 'readShipped').mockReturnValue({ ...shipped, rules });
  const ship = vi.spyOn(shipping, 'shipCommand').mockResolvedValue(0);
  const written = new Map<string, string>();
  const write = output.writeWhole;
  vi.spyOn(output, 'writeWhole').mockImplementation((path, text) => {
    if (path.startsWith(out)) write(path, text);
    else written.set(path, typeof text === 'string' ? text : '');
  });
  const evaluationOf = evaluating.evaluationOf;
  vi.spyOn(evaluating, 'evaluationOf').mockImplementation((rule, options) =>
    evaluationOf(rule, { ...options, tasks: 2, steps: 2 }),
  );
  const ablations = () => ablationsCommand(['--out', out, '--meta-steps', '3', '--threads', '1']);
  const store = new RunFolder(join(out, 'runs'));

  const listeners = process.listeners('SIGINT').length;
  const cut = setInterval(() => {
    if (process.listeners('SIGINT').length > listeners) process.emit('SIGINT');
  }, 1);
  expect(await ablations()).toBe(INTERRUPTED);
  clearInterval(cut);
  expect((await store.list()).runs.map(({ status }) => status)).toEqual(['paused']);
  expect(ship).not.toHaveBeenCalled();

  expect(await ablations()).toBe(0);
  const { runs, refused } = await store.list();
  expect(refused).toEqual([]);
  expect(runs).toMatchObject([
    {
      ...{ status: 'done', from: 0, metaSteps: 3, preset: '2x10' },
      spec: { rule: { messageSize: 8, sharing: 'none', stateful: false } },
      evaluations: [{ tasks: 2, steps: 2, seed: 0 }],
    },
  ]);
  expect((await store.curve(runs[0]!)).values.length).toBe(3 * 4);
  expect(await store.rule(runs[0]!, 3)).toBeDefined();
  expect(ship).toHaveBeenCalledTimes(1);
  expect([...written.keys()]).toEqual([join('docs', 'ablations.json')]);
  expect(written.get(join('docs', 'ablations.json'))).toContain(FIRST);
});
