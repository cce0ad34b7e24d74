import { afterEach, expect, it, vi } from 'vitest';
import { runCommand } from './commands.ts';

afterEach(() => vi.restoreAllMocks());

async function output(...args: readonly string[]): Promise<string> {
  const said: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  await runCommand(args);
  return said.join('');
}

const rule = ['--checkpoint', 'learned-prior-2x10', '--tasks', '8', '--seed', '3'];

it('measures an intervention: the same numbers for the same seeds', async () => {
  const args = ['intervene', ...rule, '--intervention', 'silence@w2', '--json'];
  const first = JSON.parse(await output(...args)) as Record<string, unknown>;
  expect(first).toMatchObject({ tasks: 8, steps: 2, seed: 3, verdict: 'matters', worse: 1 });
  const second = JSON.parse(await output(...args)) as Record<string, unknown>;
  expect({ ...second, wallMs: 0 }).toEqual({ ...first, wallMs: 0 });
});

it('takes a formula, says what it found in a table, and maps groups', async () => {
  const sgd = ['intervene', '--checkpoint', 'formula:sgd', '--tasks', '4', '--intervention', 'message.zero@w0'];
  expect(await output(...sgd)).toMatch(/changed: message.zero@w0[^]*exactly 0: nothing can hear it[^]*4 tasks, seed 0/);
  const map = JSON.parse(await output('intervene', ...rule, '--map', 'groups', '--json')) as {
    lesions: readonly { at: string }[];
  };
  expect(map.lesions).toHaveLength(9);
});

it.each([
  [['--intervention', 'silence@w9'], /interventions.0.at.0 names agents that are not there/],
  [['--intervention', 'message.clamp=NaN@w2'], /interventions.0.value is "NaN"; allowed: a number/],
  [['--intervention', 'silence@w2@2-1'], /interventions.0.to is 1/],
  [['--intervention', 'rule.formula@weight@formula=weight.message%20%3D%20q'], /line 1, column 18: there is no q/],
  [[], /either --intervention, or --map/],
])('refuses %j in words', async (args, says) => {
  await expect(runCommand(['intervene', ...rule, ...args])).rejects.toThrow(says);
});
