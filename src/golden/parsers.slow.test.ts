// Every reader of what comes from outside, on hostile inputs: it answers with a value or a refusal in words. It does not
// throw, hang, or take memory beyond a bound.

import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { packContainer } from '../checkpoints/container.ts';
import { decodeCheckpoint } from '../checkpoints/format.ts';
import { parseNpy } from '../checkpoints/npy.ts';
import { importReleased } from '../checkpoints/npyReleased.ts';
import { parseManifest } from '../checkpoints/shipped.ts';
import { countedVector, npyFile, releasedEntries } from '../checkpoints/testing/npyFiles.ts';
import { layersFromText } from '../experiment/layerText.ts';
import { PRESETS } from '../experiment/presets.ts';
import { validateProbe, validateSpec } from '../experiment/validate.ts';
import { parseFormula } from '../formula/parse.ts';
import { refuseProbeFormulas } from '../formula/refuse.ts';
import { SHIPPED_FORMULAS } from '../formula/shipped.ts';
import type { Result } from '../lib/result.ts';
import { filesOfZip, zipOf } from '../lib/zip.ts';
import { interventionsFromText } from '../link/interventionText.ts';
import { decodeLink, encodeLink } from '../link/link.ts';
import { curveFromText, supportFromText } from '../link/ownText.ts';
import { parseCommand } from '../protocol/commandSchema.ts';
import { parseBaselines } from '../record/baselinesFile.ts';
import { decodeEpisode } from '../record/episode.ts';
import { runsOfFile } from '../runs/archive.ts';
import { parseRun } from '../runs/format.ts';
import { parseStudyData } from '../study/data.ts';
import { studyFigure } from '../study/figure.ts';
import { studyReport } from '../study/report.ts';
import { sampleStudy } from '../study/testing/sampleStudy.ts';
import { parseStudy } from '../study/study.ts';
import { LINKS } from './links.ts';
import { deepAt, hostileBytes, hostileJson, hostileText, readsSafely } from './testing/hostile.ts';

const bytesOf = (name: string) => Uint8Array.from(readFileSync(`src/golden/stored/${name}`)).buffer;
const json = (name: string): unknown => JSON.parse(readFileSync(`src/golden/stored/${name}`, 'utf8'));

afterEach(() => {
  expect(({} as { polluted?: unknown }).polluted, 'prototypes are left alone').toBeUndefined();
});

/** What a reader answers: a value, or words with their place. */
function answered({ size, read }: { readonly size: number; readonly read: () => Result<unknown> }): void {
  const result = readsSafely(size, read);
  if (result.ok) return;
  expect(typeof result.failure.where).toBe('string');
  expect(result.failure.message.length, result.failure.message.slice(0, 200)).toBeGreaterThan(5);
}

const runs = (numRuns: number) => ({ numRuns, interruptAfterTimeLimit: 600_000, markInterruptAsFailure: true });

describe('files', () => {
  const rule = bytesOf('rule-1.mplp');
  const released = npyFile(countedVector(releasedEntries(false)));
  it.each<[string, (bytes: ArrayBuffer) => Result<unknown>, readonly ArrayBuffer[], number]>([
    ['.mplp', decodeCheckpoint, [rule], 4000],
    ['.npy', parseNpy, [bytesOf('npy-1.npy'), npyFile([1, 2, 3], { version: 2 })], 6000],
    ['a released .npy', (bytes) => importReleased({ rule: bytes }), [released], 150],
    ['.episode', decodeEpisode, [bytesOf('episode-1.episode')], 4000],
    ['a zip', filesOfZip, [bytesOf('runs-1.zip')], 1000],
    ['a file of runs', runsOfFile, [bytesOf('runs-1.zip')], 1000],
  ])('%s', (_, read, samples, numRuns) => {
    fc.assert(
      fc.property(hostileBytes(...samples), (bytes) => answered({ size: bytes.byteLength, read: () => read(bytes) })),
      runs(numRuns),
    );
  });

  it('.mplp with a wrong manifest under the right checksum', () => {
    const length = new DataView(rule).getUint32(12, true);
    const manifest: unknown = JSON.parse(new TextDecoder().decode(new Uint8Array(rule, 20, length)));
    const data = new Uint8Array(rule, 20 + length);
    fc.assert(
      fc.property(hostileJson(manifest), (value) => {
        const bytes = packContainer(JSON.stringify(value), data);
        answered({ size: bytes.byteLength, read: () => decodeCheckpoint(bytes) });
      }),
      runs(3000),
    );
  });

  it('a file of runs with a wrong run in it', () => {
    const files = filesOfZip(bytesOf('runs-1.zip'));
    if (!files.ok) throw new Error(files.failure.message);
    fc.assert(
      fc.property(hostileJson(json('run-1.json')), (value) => {
        const text = new TextEncoder().encode(JSON.stringify(value));
        const entries = files.value.map(({ name, bytes }) => ({
          name,
          bytes: name.endsWith('run.json') ? text : bytes,
        }));
        const bytes = zipOf(entries);
        answered({ size: bytes.byteLength, read: () => runsOfFile(bytes) });
      }),
      runs(1500),
    );
  });

  it('a zip that claims to hold more than memory', () => {
    const bytes = new Uint8Array(bytesOf('runs-1.zip'));
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < bytes.length - 28; at++)
      if (view.getUint32(at, true) === 0x02014b50) {
        view.setUint16(at + 10, 8, true);
        view.setUint32(at + 24, 0xfffffffe, true);
      }
    answered({ size: bytes.length, read: () => filesOfZip(bytes.buffer) });
  });
});

describe('JSON', () => {
  const spec = PRESETS['2x10'].spec;
  it.each<[string, (value: unknown) => Result<unknown>, readonly unknown[]]>([
    ['a study', parseStudy, [json('study-1.json')]],
    ["a study's data", parseStudyData, [json('studyData-1.json')]],
    ['a run', parseRun, [json('run-1.json')]],
    ['the list of rules', parseManifest, [json('shipped-1.json')]],
    ['a file of baselines', parseBaselines, [json('baselines-1.json')]],
    ['a spec', validateSpec, [spec, PRESETS.boundary.spec]],
    ['a probe', (value) => validateProbe(value, spec), LINKS.map(({ probe }) => probe)],
  ])('%s', (_, read, samples) => {
    for (const value of samples.flatMap(deepAt)) answered({ size: 1e6, read: () => read(value) });
    fc.assert(
      fc.property(hostileJson(...samples), (value) =>
        answered({ size: JSON.stringify([value]).length, read: () => read(value) }),
      ),
      runs(3000),
    );
  });

  it('commands to the worker', () => {
    const probe = { taskSeed: 0, networkSeed: 0, steps: 2 };
    const commands = [
      { kind: 'hello', protocolVersion: 1, prefer: 'wasm' },
      { kind: 'useRule', requestId: 1, runId: 'a', source: { from: 'fresh', spec }, probe },
      { kind: 'compare', requestId: 1, probe, lanes: [{ id: 'a', source: { from: 'fresh', spec } }] },
      { kind: 'train', requestId: 1, runId: 'a', start: 'scratch', spec, budget: { metaSteps: 3 }, paused: false },
      { kind: 'evaluate', requestId: 1, layers: spec.network.layers, tasks: 10, steps: 2, seed: 0 },
      { kind: 'intervene', requestId: 1, interventions: [], tasks: 10, steps: 2, seed: 0 },
      { kind: 'lesion', requestId: 1, of: 'units', tasks: 10, steps: 2, seed: 0 },
    ];
    for (const value of commands.flatMap(deepAt)) answered({ size: 1e6, read: () => parseCommand(value) });
    fc.assert(
      fc.property(hostileJson(...commands), (value) => answered({ size: 50_000, read: () => parseCommand(value) })),
      runs(4000),
    );
  });

  it('a study of as many cells as are allowed', () => {
    const axes = Object.fromEntries(
      ['recipe.learningRate', 'rule.messageSize', 'recipe.tasks', 'recipe.batch', 'rule.hiddenSize'].map((field, i) => [
        field,
        Array.from({ length: i === 0 ? 2 : i < 4 ? 10 : 1 }, (_, k) => (i === 0 ? 0.001 * (k + 1) : k + 1)),
      ]),
    );
    const { variants: _variants, ...study } = json('study-1.json') as { variants: unknown; set: object };
    answered({ size: 1000, read: () => parseStudy({ ...study, set: {}, axes }) });
  });
});

describe('texts', () => {
  const links = LINKS.map(encodeLink);
  const interventions = [
    'silence@w2;message.clamp=0.5@a1+a3@1-2@channels=0,1;rule.swap@w0+b0@2@with=w2+b2',
    'rule.formula@w2@formula=weight.update%20%3D%20-rate%20*%20m',
  ];
  const { spec } = PRESETS['5x10'];

  it('links', () => {
    fc.assert(
      fc.property(hostileText(...links), (text) => answered({ size: text.length, read: () => decodeLink(text) })),
      runs(8000),
    );
  });

  it('interventions', () => {
    const read = (text: string) => {
      const probe = { taskSeed: 0, networkSeed: 0, steps: 2, interventions: interventionsFromText(text) };
      const valid = validateProbe(probe, spec);
      return valid.ok ? refuseProbeFormulas(valid.value, spec) : valid;
    };
    fc.assert(
      fc.property(hostileText(...interventions), (text) => answered({ size: text.length, read: () => read(text) })),
      runs(8000),
    );
  });

  it('formulas, also as long and as deep as a text can be', () => {
    const deep = ['(', '-', 'abs(', '1+', '1^', '-(', '[', 'm*('].map(
      (sign) => `weight.message = ${sign.repeat(20_000)}`,
    );
    const closed = [
      `weight.message = ${'('.repeat(9000)}m${')'.repeat(9000)}`,
      `weight.message = m${'+m'.repeat(9000)}`,
    ];
    for (const text of [...deep, ...closed]) readsSafely(text.length, () => parseFormula(text, spec.network));
    fc.assert(
      fc.property(hostileText(...Object.values(SHIPPED_FORMULAS)), (text) => {
        const parsed = readsSafely(text.length, () => parseFormula(text, spec.network));
        if (!parsed.ok) expect(parsed.fault.says.length).toBeGreaterThan(0);
      }),
      runs(8000),
    );
  });

  it('layers, curves and support points', () => {
    const samples = ['20r.20r.1', 'x.3', '0,0.25,-0.5,1e-7', '2,-1,0,0.5,0.25:3,1,1'];
    fc.assert(
      fc.property(hostileText(...samples), (text) => {
        readsSafely(text.length, () => [layersFromText(text), curveFromText(text), supportFromText(text)]);
      }),
      runs(4000),
    );
  });
});

describe('names', () => {
  it('of a study are text in its figure and its report', () => {
    const name = '<script>alert(1)</script><img src=x onerror=alert(1)>';
    const sample = sampleStudy();
    const named = { ...sample, machines: [name], study: { ...sample.study, name } };
    const parsed = parseStudyData(named);
    if (!parsed.ok) throw new Error(parsed.failure.message);
    const { data, cells } = parsed.value;
    for (const text of [studyFigure(data, cells, 'heldOut'), studyReport(data, cells, [])])
      expect(text.replace(/```json[^`]*```/, '')).not.toMatch(/<(script|img)/);
  });
});
