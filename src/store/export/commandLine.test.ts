import { describe, expect, it } from 'vitest';

import { PRESETS } from '../../experiment/presets.ts';
import { ALTERNATIVES } from '../ablation/ablation.ts';
import { episodeCommandLine, trainCommandLine } from './commandLine.ts';
import { INITIAL_EXPERIMENT, type ExperimentSlice } from '../experiment/experiment.ts';

const { spec } = PRESETS['2x10'];
const using = (rule: Partial<ExperimentSlice['rule']>): ExperimentSlice => ({
  ...INITIAL_EXPERIMENT,
  probe: { taskSeed: 7, networkSeed: 3, steps: 5 },
  rule: { label: 'A rule', spec, metaSteps: 300, parameters: 1, ...rule },
});

describe('the command of an episode', () => {
  it('names a shipped rule by its id', () => {
    expect(episodeCommandLine(using({ shippedId: 'sinusoid-5x10' }))).toEqual({
      command:
        'npm run --silent mplp -- episode --checkpoint sinusoid-5x10 --task 7 --network 3 --steps 5 --out task-7.episode',
      note: '',
    });
  });

  it('says amplitude and phase where they were set by hand', () => {
    const slice = using({ shippedId: 'a' });
    const { command } = episodeCommandLine({ ...slice, probe: { ...slice.probe, amplitude: -0.3, phase: 1.5 } });
    expect(command).toContain(' --amplitude=-0.3 --phase=1.5 ');
  });

  it("repeats a target of the reader's own", () => {
    const slice = using({ shippedId: 'a' });
    const own = { curve: [0.1, -0.2], support: [{ step: 1, points: [[1, -0.5] as const] }], noise: 0.1 };
    const { command } = episodeCommandLine({ ...slice, probe: { ...slice.probe, ...own } });
    expect(command).toContain(' --noise=0.1 --curve=0.1,-0.2 --support=1,1,-0.5 ');
  });

  it('says the network the rule runs on', () => {
    const slice = using({ shippedId: 'a' });
    const layers = [{ kind: 'dense', units: 1 }] as const;
    expect(episodeCommandLine({ ...slice, probe: { ...slice.probe, layers } }).command).toContain(' --on=1 ');
  });

  it('makes an untrained rule from its preset and what differs, quoted for the shell', () => {
    const layers = [{ kind: 'dense', units: 1 }] as const;
    const own = { ...spec, network: { ...spec.network, layers }, rule: { ...spec.rule, messageSize: 4 } };
    expect(episodeCommandLine(using({ spec: own, metaSteps: 0 })).command).toContain(
      `episode --preset 2x10 --set 'network.layers=[{"kind":"dense","units":1}]' --set rule.messageSize=4 --task`,
    );
  });

  it('reads a rule that only this browser has from the file it is saved as, and says so', () => {
    const { command, note } = episodeCommandLine(using({}));
    expect(command).toContain('--checkpoint mplp-2x10-300.mplp');
    expect(note).toContain('save that file');
  });
});

describe('the command of a training', () => {
  it('says preset, differences and budget', () => {
    const asked = { ...spec, recipe: { ...spec.recipe, tasks: 3, metaSteps: 50 } };
    const budget = { metaSteps: 50, minutes: 2.5, heldOutBelow: 0.001 };
    expect(trainCommandLine({ start: 'scratch', preset: '2x10', spec: asked, budget }, using({})).command).toBe(
      'npm run --silent mplp -- train --preset 2x10 --set recipe.tasks=3 --set recipe.metaSteps=50 --steps 50 ' +
        '--minutes 2.5 --held-out-below 0.001 --out trained',
    );
  });

  it('says every setting of the ablation panel', () => {
    for (const [name, values] of Object.entries(ALTERNATIVES)) {
      for (const value of values) {
        const asked = { ...spec, rule: { ...spec.rule, [name]: value } };
        const request = { start: 'scratch', preset: '2x10', spec: asked, budget: {} } as const;
        const { command } = trainCommandLine(request, using({}));
        const text = typeof value === 'object' ? `'rule.${name}=[${value.join(',')}]'` : `rule.${name}=${value}`;
        const same = JSON.stringify(spec.rule[name as keyof typeof spec.rule]) === JSON.stringify(value);
        expect(command.includes(` --set ${text} `)).toBe(!same);
      }
    }
  });

  it('goes on with the rule in use', () => {
    const request = { start: 'continue', preset: '5x10', spec, budget: { metaSteps: 5 } } as const;
    expect(trainCommandLine(request, using({ shippedId: 'a' })).command).toBe(
      'npm run --silent mplp -- train --resume a --preset 2x10 --steps 5 --out trained',
    );
  });
});
