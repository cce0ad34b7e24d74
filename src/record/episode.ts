// The episode record: one adaptation of one task, in full, as named float32 sections of one buffer.
// The page scrubs it; nothing is recomputed from it but the gates of a selected agent.

import { failure, success, type Result } from '../lib/result.ts';
import { sizeOf } from '../lib/shape.ts';
import type { ExperimentSpec, ProbeSpec } from '../experiment/types.ts';

export const EPISODE_VERSION = 1;
const WHERE = 'episode record';

export interface SectionIndex {
  /** In floats from the start of `data`. */
  readonly offset: number;
  readonly shape: readonly number[];
}

export interface EpisodeHeader {
  readonly version: typeof EPISODE_VERSION;
  readonly spec: ExperimentSpec;
  readonly probe: ProbeSpec;
  readonly task: { readonly amplitude: number; readonly phase: number };
  /** Shipped id of the rule, or undefined for one trained or imported here. */
  readonly ruleId?: string;
  /** Meta-steps the rule had been trained for. */
  readonly metaStep: number;
  readonly backend: string;
  readonly sections: Readonly<Record<string, SectionIndex>>;
  /** Groups whose per-sample sections were left out to stay within the size limit. */
  readonly omitted: readonly string[];
  /** Only what the first figures need, see `firstMoment`; the whole record follows. */
  readonly brief?: true;
}

/** Sections by name; `sections.ts` says which there are. */
export interface EpisodeRecord {
  readonly header: EpisodeHeader;
  readonly data: Float32Array;
}

export interface Section {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** A view of one section, without copying; undefined where the record does not hold it. */
export function sectionOf(record: EpisodeRecord, name: string): Section | undefined {
  const index = record.header.sections[name];
  if (index === undefined) return undefined;
  const size = sizeOf(index.shape);
  return { data: record.data.subarray(index.offset, index.offset + size), shape: index.shape };
}

/** As `sectionOf`, for sections every record holds. @throws if it is missing. */
export function requireSection(record: EpisodeRecord, name: string): Section {
  const section = sectionOf(record, name);
  if (section === undefined) throw new Error(`the episode record has no section ${name}`);
  return section;
}

export type SectionInput = Readonly<Record<string, { readonly data: Float32Array; readonly shape: readonly number[] }>>;

/** Lay named tensors out in one vector. */
export function buildRecord(header: Omit<EpisodeHeader, 'version' | 'sections'>, input: SectionInput): EpisodeRecord {
  const sections: Record<string, SectionIndex> = {};
  let offset = 0;
  for (const [name, { data, shape }] of Object.entries(input)) {
    sections[name] = { offset, shape };
    offset += data.length;
  }
  const data = new Float32Array(offset);
  for (const [name, section] of Object.entries(input)) data.set(section.data, sections[name]?.offset ?? 0);
  return { header: { ...header, version: EPISODE_VERSION, sections }, data };
}

/** One buffer: uint32 header length in bytes, header as JSON padded to four bytes, floats. */
export function encodeEpisode(record: EpisodeRecord): ArrayBuffer {
  const json = new TextEncoder().encode(JSON.stringify(record.header));
  const start = 4 + Math.ceil(json.length / 4) * 4;
  const buffer = new ArrayBuffer(start + record.data.byteLength);
  new DataView(buffer).setUint32(0, json.length, true);
  new Uint8Array(buffer, 4, json.length).set(json);
  new Float32Array(buffer, start).set(record.data);
  return buffer;
}

/** A header of this version whose sections all lie within the data; anything else is refused. */
function checkedHeader(value: unknown, floats: number): Result<EpisodeHeader> {
  if (typeof value !== 'object' || value === null || !('version' in value))
    return failure(WHERE, 'its header is not readable');
  if (value.version !== EPISODE_VERSION)
    return failure(WHERE, `written in version ${String(value.version)}, this page reads ${EPISODE_VERSION}`);
  // Records are the lab's own: past the version, only damage is looked for.
  const header = value as EpisodeHeader;
  const ends = Object.values(header.sections).map(({ offset, shape }) => offset + sizeOf(shape));
  return Math.max(0, ...ends) === floats ? success(header) : failure(WHERE, 'the file is cut short');
}

/** The inverse of `encodeEpisode`; the record's floats are a view of `buffer`. */
export function decodeEpisode(buffer: ArrayBuffer): Result<EpisodeRecord> {
  if (buffer.byteLength < 8) return failure(WHERE, 'the file is empty or cut short');
  const length = new DataView(buffer).getUint32(0, true);
  const start = 4 + Math.ceil(length / 4) * 4;
  if (start > buffer.byteLength || (buffer.byteLength - start) % 4 !== 0)
    return failure(WHERE, 'the file is cut short');
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
    const data = new Float32Array(buffer, start);
    const header = checkedHeader(value, data.length);
    return header.ok ? success({ header: header.value, data }) : header;
  } catch {
    return failure(WHERE, 'its header is not readable');
  }
}
