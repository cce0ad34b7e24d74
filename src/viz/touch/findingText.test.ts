import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../experiment/presets.ts';
import { parseFinding, type Finding } from '../../record/finding.ts';
import { findingConditions, findingFiles, findingSummary } from './findingText.ts';

const FINDING: Finding = {
  ...{ format: 1, id: 'a', name: 'Silence <w2>', note: 'All of it\nhangs | here', keptMs: 0, version: '1.0.0' },
  rule: { label: 'Learned prior 2x10', metaSteps: 30000, key: 'shipped:learned-prior-2x10' },
  link: 'http://localhost/#v=1&do=silence@w2',
  command: 'npm run --silent mplp -- intervene',
  found: {
    kind: 'changes',
    words: 'silence layer 2 weights',
    report: {
      ...{
        backend: 'wasm',
        tasks: 256,
        steps: 1,
        seed: 0,
        interventions: [{ what: 'silence', at: [{ kind: 'group', group: '2.weight' }], from: 1, to: null }],
        wallMs: 1,
        verdict: 'matters',
      },
      ...{ intact: [0.02, 0.001], changed: [0.02, 0.014], worse: 1, diverged: { intact: 0, changed: 0 } },
      difference: [
        { mean: 0, low: 0, high: 0 },
        { mean: 0.013, low: 0.011, high: 0.015 },
      ],
    },
  },
};
const { spec } = PRESETS['2x10'];
const lesion = { at: 'u2:4', of: '2', effect: { mean: NaN, low: NaN, high: NaN } };
const MAP: Finding = {
  ...FINDING,
  found: {
    kind: 'map',
    of: 'units',
    spec,
    tasks: 8,
    steps: 2,
    seed: 0,
    map: { intact: 1, lesions: [lesion], chance: {} },
  },
};

describe('a finding', () => {
  it('is listed with effect, interval, verdict and conditions', () => {
    expect(findingSummary(FINDING)).toEqual({ effect: '+.013', interval: '.011 to .015', verdict: 'it matters' });
    expect(findingConditions(FINDING)).toBe('Learned prior 2x10, 30\u202f000 meta-steps, 256 tasks, 1 step, seed 0');
    expect(findingSummary(MAP).verdict).toContain('unit 5 of layer 2');
  });

  it('is written with numbers, note, picture, link and command, and nothing in it is markup by chance', () => {
    const [document, picture, map] = findingFiles([FINDING, MAP]);
    const text = document?.text ?? '';
    expect(text).toContain(String.raw`## Silence \<w2\>`);
    expect(text).toContain(String.raw`> hangs \| here`);
    expect(text).toContain('| 1 | .0010 | .0140 | +.013 | .011 to .015 |');
    expect(text).toContain('![Effects with 95 % intervals](finding-1.svg)');
    expect(text).toContain('[Open in the lab](<http://localhost/#v=1&do=silence@w2>)');
    expect(text).toContain('npm run --silent mplp -- intervene');
    expect([picture?.name, map?.name]).toEqual(['finding-1.svg', 'finding-2.svg']);
    expect(picture?.text).toContain('<title>Silence &lt;w2&gt;</title>');
    expect(picture?.text).toContain('+.013 (.011 to .015)');
    expect(map?.text).toContain('no number');
    expect(map?.text).not.toContain('NaN');
  });

  it('is read as it was written, and refused in words where it is none', () => {
    expect(parseFinding(FINDING)).toEqual({ ok: true, value: FINDING });
    expect(parseFinding(MAP)).toEqual({ ok: true, value: MAP });
    const refused = parseFinding({ ...FINDING, note: 3 });
    expect(refused.ok ? '' : refused.failure.message).toContain('note');
  });
});
