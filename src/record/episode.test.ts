import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRESETS } from '../experiment/presets.ts';
import {
  buildRecord,
  decodeEpisode,
  encodeEpisode,
  requireSection,
  sectionOf,
  type EpisodeHeader,
  type SectionInput,
} from './episode.ts';
import { firstMoment } from './sections.ts';

const about: Omit<EpisodeHeader, 'version' | 'sections'> = {
  spec: PRESETS['5x10'].spec,
  probe: { taskSeed: 7, networkSeed: 3, steps: 2 },
  task: { amplitude: 0.3, phase: 1.5 },
  ruleId: 'règle',
  metaStep: 6000,
  backend: 'cpu',
  omitted: [],
};

const input: SectionInput = {
  rule: { data: Float32Array.of(1, 2, 3), shape: [3] },
  'grid/0/prediction': { data: Float32Array.of(4, 5, 6, 7), shape: [4, 1] },
  '1/4.bias/update': { data: Float32Array.of(8), shape: [1] },
};
const record = buildRecord(about, input);

const sections = fc.dictionary(
  fc.stringMatching(/^[a-z0-9/.]{1,12}$/),
  fc.array(fc.tuple(fc.float({ noNaN: true }), fc.float({ noNaN: true })), { maxLength: 8 }),
);

const refusal = (buffer: ArrayBuffer) => {
  const result = decodeEpisode(buffer);
  if (result.ok) throw new Error('expected a refusal');
  return result.failure;
};

describe('an episode record', () => {
  it('gives its sections as views', () => {
    expect(sectionOf(record, 'grid/0/prediction')).toEqual({ data: Float32Array.of(4, 5, 6, 7), shape: [4, 1] });
    expect(requireSection(record, '1/4.bias/update').data.buffer).toBe(record.data.buffer);
    expect(sectionOf(record, '2/4.bias/update')).toBeUndefined();
    expect(() => requireSection(record, '2/4.bias/update')).toThrow('2/4.bias/update');
  });

  it('comes back from bytes with header and every section', () => {
    expect(decodeEpisode(encodeEpisode(record))).toEqual({ ok: true, value: record });
    fc.assert(
      fc.property(sections, fc.string(), (lists, backend) => {
        const named = Object.fromEntries(
          Object.entries(lists).map(([name, rows]) => [
            name,
            { data: Float32Array.from(rows.flat()), shape: [rows.length, 2] },
          ]),
        );
        const decoded = decodeEpisode(encodeEpisode(buildRecord({ ...about, backend }, named)));
        if (!decoded.ok) throw new Error(decoded.failure.message);
        expect(decoded.value.header.backend).toBe(backend);
        for (const [name, section] of Object.entries(named)) {
          expect(sectionOf(decoded.value, name)).toEqual(section);
        }
      }),
    );
  });

  it('has a first moment: without the rule and what agents said, everything else as it was', () => {
    const said = Object.fromEntries(
      ['carry', 'message', 'raw', 'aggregate'].map((part) => [`1/4.bias/${part}`, input['1/4.bias/update']!]),
    );
    const brief = firstMoment(buildRecord(about, { ...said, ...input }));
    const { rule: _, ...others } = input;
    expect(brief).toEqual(buildRecord({ ...about, brief: true }, others));
  });

  const whole = encodeEpisode(record);
  const dataStart = whole.byteLength - record.data.byteLength;
  const readableCuts = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => from + i).filter((length) => decodeEpisode(whole.slice(0, length)).ok);

  it('is refused where its header or a float is cut short', () => {
    expect(readableCuts(0, dataStart)).toEqual([]);
    expect(readableCuts(dataStart, whole.byteLength).every((length) => length % 4 === 0)).toBe(true);
    expect(refusal(new ArrayBuffer(0))).toEqual({
      where: 'episode record',
      message: 'the file is empty or cut short',
    });
  });

  // Known gap: decodeEpisode does not compare the sections with the length of the data yet.
  it('is refused where whole floats are missing from its end', () => {
    expect(readableCuts(dataStart, whole.byteLength)).toEqual([]);
  });

  it('is refused in another version, or with a header that is not one', () => {
    const later = { ...record, header: { ...record.header, version: 9 as 1 } };
    expect(refusal(encodeEpisode(later)).message).toBe('written in version 9, this page reads 1');
    const broken = encodeEpisode(record);
    new Uint8Array(broken)[4] = 0x20;
    expect(refusal(broken).message).toBe('its header is not readable');
  });
});
