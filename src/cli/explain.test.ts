import { afterEach, expect, it, vi } from 'vitest';
import { runCommand } from './commands.ts';

afterEach(() => vi.restoreAllMocks());

async function output(...args: readonly string[]): Promise<string> {
  const said: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  await runCommand(['explain', ...args]);
  return said.join('');
}

it('says as JSON and as tables that SGD is gradient descent', async () => {
  const args = ['--checkpoint', 'formula:sgd', '--tasks', '2', '--steps', '1'];
  const found = JSON.parse(await output(...args, '--json')) as Record<string, unknown>;
  expect(found).toMatchObject({ checkpoint: 'formula:sgd', tasks: 2, steps: 1, seed: 0, leftOut: 0 });
  const tables = await output(...args);
  expect(tables).toMatch(/^1 +all +1\.000 \(1\.000 to 1\.000\) +0\.0 % +0\.10/m);
  expect(tables).toMatch(/^1 +5\.loss +- +1\.00$/m);
  expect(tables).toMatch(/^2\.weight +1 +1\.00.* (100|99) % the gradient/m);
});

it('refuses what cannot be', async () => {
  await expect(runCommand(['explain', '--checkpoint', 'formula:sgd', '--tasks', '1'])).rejects.toThrow(/tasks is 1/);
  await expect(runCommand(['explain'])).rejects.toThrow(/--checkpoint/);
  const ship = ['explain', '--checkpoint', 'formula:sgd', '--ship'];
  await expect(runCommand(ship)).rejects.toThrow('--ship is for shipped rules; formula:sgd is none');
});
