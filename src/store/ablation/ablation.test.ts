import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { parseManifest } from '../../checkpoints/shipped.ts';
import { sameProbe } from '../../experiment/diff.ts';
import { PRESETS } from '../../experiment/presets.ts';
import type { RuleSpec } from '../../experiment/types.ts';
import { unwrap } from '../../lib/result.ts';
import { decodeLink, encodeLink } from '../../link/link.ts';
import { specOfShipped } from '../experiment/experiment.ts';
import {
  askedByLink,
  changedSettings,
  changeWords,
  comparableRecipe,
  matchingRule,
  nearestRule,
  twinOf,
} from './ablation.ts';

const parsed = parseManifest(JSON.parse(readFileSync('public/checkpoints/manifest.json', 'utf8')));
if (!parsed.ok) throw new Error(parsed.failure.message);
const manifest = parsed.value;
const { spec } = PRESETS['2x10'];
const trainedFor = (shortestHorizon: number, innerSteps: number) => ({
  ...spec,
  recipe: { ...spec.recipe, shortestHorizon, innerSteps, warmUpSteps: 60 },
});
const ruleWith = (change: Partial<RuleSpec>): RuleSpec => ({ ...spec.rule, ...change });

describe('twinOf', () => {
  it('finds a rule of equal settings and equal training only', () => {
    expect(twinOf(manifest, spec, 6000)?.id).toBe('ablation-stateless-own-m8');
    expect(twinOf(manifest, spec, 30_000)?.id).toBe('learned-prior-2x10');
    expect(twinOf(manifest, spec, 5999)).toBeUndefined();
    expect(twinOf(manifest, { ...spec, rule: ruleWith({ aggregation: 'sum' }) }, 6000)).toBeUndefined();
  });
});

describe('matchingRule', () => {
  it('finds the shipped rule with exactly the settings', () => {
    expect(matchingRule(manifest, spec, ruleWith({ messageSize: 1 }), 6000)?.id).toBe('ablation-stateless-own-m1');
  });

  it('takes the one trained for about as long, of several', () => {
    expect(matchingRule(manifest, spec, spec.rule, 6000)?.id).toBe('ablation-stateless-own-m8');
    expect(matchingRule(manifest, spec, spec.rule, 30_000)?.id).toBe('learned-prior-2x10');
  });

  it('finds none for settings nobody trained, another task or another horizon', () => {
    const summed = ruleWith({ aggregation: 'sum' });
    expect(matchingRule(manifest, spec, summed, 6000)).toBeUndefined();
    const one = ruleWith({ messageSize: 1 });
    expect(matchingRule(manifest, PRESETS['5x10'].spec, one, 6000)).toBeUndefined();
    const longer = { ...spec, recipe: { ...spec.recipe, innerSteps: 4 } };
    expect(matchingRule(manifest, longer, spec.rule, 6000)).toBeUndefined();
  });

  it('compares with the rules of any horizon that this one was trained for', () => {
    const one = ruleWith({ messageSize: 1 });
    expect(matchingRule(manifest, trainedFor(2, 3), one, 56_000)?.id).toBe('ablation-stateless-own-m1');
    expect(matchingRule(manifest, trainedFor(3, 3), one, 56_000)).toBeUndefined();
    expect(twinOf(manifest, trainedFor(2, 3), 6000)?.id).toBe('ablation-stateless-own-m8');
  });

  it('takes no rule from another start, though it stands with the same experiment', () => {
    const five = PRESETS['5x10'].spec;
    const stateless = { ...five.rule, stateful: false };
    const learned = { ...five, recipe: { ...five.recipe, learnedPrior: true } };
    expect(matchingRule(manifest, learned, stateless, 130_000)?.id).toBe('prior-5x10');
    expect(matchingRule(manifest, five, stateless, 79_000)).toBeUndefined();
  });

  it('takes no rule for other tasks, though it is of the same preset', () => {
    const five = PRESETS['5x10'].spec;
    const robust = manifest.rules.find(({ id }) => id === 'robust-5x10')!;
    expect(robust).toMatchObject({ preset: '5x10', rule: five.rule });
    expect(matchingRule(manifest, five, five.rule, robust.metaSteps)?.id).toBe('steady-5x10');
  });

  it('ignores the memory size of rules without memory', () => {
    expect(matchingRule(manifest, spec, ruleWith({ hiddenSize: 3 }), 6000)?.id).toBe('ablation-stateless-own-m8');
    expect(matchingRule(manifest, spec, ruleWith({ stateful: true, hiddenSize: 3 }), 6000)).toBeUndefined();
  });
});

describe('askedByLink', () => {
  const asked = (text: string, inUse = spec) => {
    const link = unwrap(decodeLink(text));
    if (link === undefined) throw new Error('an empty link');
    return askedByLink(manifest, inUse, link);
  };

  it('is nothing where a link names a rule and leaves its settings to it', () => {
    for (const rule of manifest.rules)
      expect(asked(`v=1&preset=${rule.preset}&rule=${rule.id}`, specOfShipped(rule)), rule.id).toBeUndefined();
  });

  it('is what a link names beside the rule, where no rule was trained with it', () => {
    expect(asked('v=1&preset=2x10&rule=learned-prior-2x10&agg=sum')).toEqual(ruleWith({ aggregation: 'sum' }));
    expect(asked('v=1&preset=2x10&rule=learned-prior-2x10&m=1')).toBeUndefined();
  });

  it('is the preset’s own setting where a rule has another and the link was made by the page', () => {
    const boundary = manifest.rules.find(({ id }) => id === 'prior-boundary');
    if (boundary === undefined) throw new Error('no prior-boundary');
    const inUse = specOfShipped(boundary);
    const rule = { ...inUse.rule, stateful: true };
    const probe = { taskSeed: 0, networkSeed: 0, steps: 10 };
    const link = encodeLink({ preset: 'boundary', spec: { ...inUse, rule }, ruleId: boundary.id, probe });
    expect(asked(link, inUse)).toEqual(rule);
  });
});

describe('nearestRule', () => {
  it('differs in the fewest settings', () => {
    const asked = ruleWith({ messageSize: 1, aggregation: 'sum' });
    expect(nearestRule(manifest, spec, asked, 6000)?.id).toBe('ablation-stateless-own-m1');
  });

  it('is nothing where no rule is comparable', () => {
    expect(nearestRule({ rules: [] }, spec, spec.rule, 6000)).toBeUndefined();
  });
});

describe('comparableRecipe', () => {
  it('is that of the shipped study, and the rule’s own where there is none', () => {
    expect(comparableRecipe(manifest, spec)).toEqual({ ...spec.recipe, metaSteps: 6000 });
    expect(comparableRecipe(manifest, trainedFor(2, 3))).toEqual({ ...spec.recipe, metaSteps: 6000 });
    expect(comparableRecipe(manifest, PRESETS['5x10'].spec)).toBe(PRESETS['5x10'].spec.recipe);
  });
});

describe('what changed', () => {
  it('is said in words', () => {
    expect(changeWords(spec.rule, ruleWith({ messageSize: 1, learnerHidden: [80, 40] }))).toEqual([
      'Message size M: 8 → 1',
      'Learner sizes: 32/16 → 80/40',
    ]);
    expect(changedSettings(spec.rule, spec.rule)).toEqual([]);
  });

  it('compares losses only of one task and start', () => {
    const probe = { taskSeed: 1, networkSeed: 2, steps: 2 };
    expect(sameProbe(probe, { ...probe })).toBe(true);
    expect(sameProbe(probe, { ...probe, amplitude: 0.3 })).toBe(false);
    for (const own of [
      { frequency: 2 },
      { noise: 0.1 },
      { curve: [0, 1] },
      { support: [{ step: 1, points: [[0, 1] as const] }] },
    ]) {
      expect(sameProbe(probe, { ...probe, ...own })).toBe(false);
      expect(sameProbe({ ...own, ...probe }, { ...probe, ...structuredClone(own) })).toBe(true);
    }
  });
});
