import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseManifest } from '../checkpoints/shipped.ts';
import { unwrap } from '../lib/result.ts';
import { parseMeanings } from './meanings.ts';

const file: unknown = JSON.parse(readFileSync('docs/meanings.json', 'utf8'));
const { rules } = unwrap(parseMeanings(file));

it('names the channels of every shipped rule, of all its groups', () => {
  const shipped = unwrap(parseManifest(JSON.parse(readFileSync('public/checkpoints/manifest.json', 'utf8')))).rules;
  expect(Object.keys(rules)).toEqual(shipped.map(({ id }) => id).sort());
  for (const { id, rule } of shipped)
    for (const channels of Object.values(rules[id]!.channels)) expect(channels).toHaveLength(rule.messageSize);
});

it('is what the document counts', () => {
  const text = readFileSync('docs/explain.md', 'utf8');
  const counted = (id: string) => {
    const all = Object.values(rules[id]!.channels).flat();
    return [all.filter(({ name }) => name !== null && name !== 'same').length, all.length];
  };
  const [first, all] = counted('sinusoid-5x10');
  expect(text).toContain(`\`sinusoid-5x10\` has ${first} of ${all} channels with a simple meaning`);
  expect(text).toContain(`\`steady-5x10\` ${counted('steady-5x10')[0]}`);
  expect(text).toContain(`Of the ${all} channels ${counted('learned-prior-2x10')[0]} have a name`);
});

it('is refused in words where it is none', () => {
  const of = (meaning: unknown) =>
    parseMeanings({
      version: 1,
      rules: { a: { tasks: 2, steps: 1, seed: 0, backend: 'wasm', channels: { '0.weight': [meaning] } } },
    });
  expect(of({ name: 'step', share: 0.5 }).ok).toBe(true);
  const wrong = of({ name: 'magic', share: 0.5 });
  expect(wrong.ok ? '' : wrong.failure.message).toContain('rules.a.channels.0.weight.0.name is "magic"');
  const newer = parseMeanings({ version: 2, rules: {} });
  expect(newer.ok ? '' : newer.failure.message).toContain('a newer version');
});
