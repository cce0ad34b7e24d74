// What the lab computes and writes, in a form that can be kept and compared: bits, and numbers that another machine's
// arithmetic may change in their last digits.

import { readFileSync } from 'node:fs';

import { decodeCheckpoint } from '../checkpoints/format.ts';
import { PRESETS } from '../experiment/presets.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { crc32Text } from '../lib/checksum.ts';
import { unwrap } from '../lib/result.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { evaluate } from '../training/evaluate.ts';
import { recordEpisode } from '../training/episode.ts';
import type { Trainer } from '../training/trainer.ts';
import {
  agentsTable,
  csvOf,
  fitTable,
  inspectorTable,
  jsonOf,
  lossTable,
  timelineTable,
} from '../viz/export/exportTables.ts';

/** Float32 values: their checksum, and figures of them that hold to some digits on any machine. */
export interface Numbers {
  readonly bits: string;
  readonly count: number;
  readonly meanSize: number;
  readonly some: readonly number[];
}

const digits = (value: number) => Number(value.toPrecision(7));

function numbersOf(values: Float32Array): Numbers {
  const sum = values.reduce((total, value) => total + Math.abs(value), 0);
  return {
    bits: crc32Text(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
    count: values.length,
    meanSize: digits(sum / values.length),
    some: Array.from({ length: 5 }, (_, i) => digits(values[Math.floor(((values.length - 1) * i) / 4)] ?? NaN)),
  };
}

const textBits = (text: string) => crc32Text(new TextEncoder().encode(text));

export function readShipped(id: string): RuleCheckpoint {
  return unwrap(decodeCheckpoint(Uint8Array.from(readFileSync(`public/checkpoints/${id}.mplp`)).buffer));
}

/** A preset small enough for ten meta-steps by any implementation. */
export function smallPreset(id: keyof typeof PRESETS): ExperimentSpec {
  const { spec } = PRESETS[id];
  const innerSteps = Math.min(3, spec.recipe.innerSteps);
  const layers = spec.network.layers.map((layer) =>
    layer.kind === 'dense' && layer.units === 20 ? { ...layer, units: 4 } : layer,
  );
  return {
    ...spec,
    network: { ...spec.network, layers },
    rule: { ...spec.rule, learnerHidden: [8, 6], messageSize: 3, hiddenSize: 4 },
    recipe: { ...spec.recipe, innerSteps, tasks: 2, batch: 5, standardiserBatches: 2 },
  };
}

/** Checksums of the episode of a rule, of every section's name and shape, and of the tables written from it. */
export async function goldenEpisode(rule: RuleCheckpoint, steps: number) {
  const probe = { taskSeed: 3, networkSeed: 5, steps };
  const record = await recordEpisode(rule, probe, { fit: true, agents: true }, { backend: 'golden' });
  const sections = Object.entries(record.header.sections).map(([name, { shape }]) => `${name} ${shape.join(',')}`);
  const tables = [
    fitTable(record),
    lossTable(record),
    agentsTable(record, { step: 1, phase: 1 }),
    inspectorTable(record, { group: '2.weight', unit: [1, 2] }),
    timelineTable(record),
  ];
  return {
    record: numbersOf(record.data),
    heldOutLoss: sectionOf(record, 'heldOutLoss'),
    sections: textBits(sections.sort().join('\n')),
    csv: tables.map((table) => (table === undefined ? '' : textBits(csvOf(table)))),
    json: tables.map((table) => (table === undefined ? '' : textBits(jsonOf(table, { probe })))),
  };
}

function sectionOf({ header, data }: Awaited<ReturnType<typeof recordEpisode>>, name: string): number[] {
  const { offset, shape } = header.sections[name] ?? { offset: 0, shape: [0] };
  return Array.from(data.subarray(offset, offset + shape.reduce((a, b) => a * b, 1)), digits);
}

/** Ten meta-steps: their losses, and the rule after them. */
export async function goldenTraining(trainer: Trainer) {
  const losses: number[] = [];
  for (let i = 0; i < 10; i++) losses.push((await trainer.step()).metaLoss);
  const rule = numbersOf(await trainer.parameters());
  trainer.dispose();
  return { losses: numbersOf(Float32Array.from(losses)), rule };
}

export async function goldenEvaluation({ spec, parameters }: RuleCheckpoint) {
  const { meanLoss, medianLoss, sdLoss, lowerQuartile, upperQuartile } = await evaluate(spec, parameters, {
    tasks: 6,
    steps: Math.min(3, spec.recipe.innerSteps),
    seed: 4,
  });
  const figures = [meanLoss, medianLoss, sdLoss, lowerQuartile, upperQuartile].flat();
  return numbersOf(Float32Array.from(figures));
}
