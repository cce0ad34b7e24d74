// What the worker lets in: every command, with all its fields. Specs, probes and files have gates of their own behind it.

import { MOST_INNER_STEPS, type ExperimentSpec, type Intervention, type ProbeSpec } from '../experiment/types.ts';
import { layersSchema } from '../experiment/validate.ts';
import {
  anything,
  buffer,
  checked,
  flag,
  listOf,
  notAllowed,
  objectOf,
  oneOf,
  parse,
  textUpTo,
  variantOf,
  wholeFrom,
  type Fault,
  type Schema,
} from '../lib/schema.ts';
import type { Result } from '../lib/result.ts';
import { laneMethodSchema } from '../record/baselinesFile.ts';
import { budgetSchema } from '../record/budgetSchema.ts';
import { MAPS, MOST_MEASURED } from '../record/measurement.ts';
import { BACKENDS, type Command, type Demand, type LaneRequest, type RuleSource } from './messages.ts';

type Of<K extends Command['kind']> = Extract<Command, { readonly kind: K }>;
/** All fields of a union, each of which may be missing. */
type Flat<T> = {
  readonly [K in T extends unknown ? keyof T : never]?: T extends { readonly [P in K]?: infer V } ? V : never;
};

const text = textUpTo(10_000);
const count = wholeFrom(0, Number.MAX_SAFE_INTEGER);
const probe = anything as Schema<ProbeSpec>;
const spec = anything as Schema<ExperimentSpec>;

/** A fault where a field that the others call for is not there. */
function needed<T extends object>(value: T, field: keyof T & string, allowed: string): Fault | undefined {
  return value[field] === undefined ? { at: field, says: notAllowed(undefined, allowed) } : undefined;
}

const flatSource = objectOf<Flat<RuleSource>>(
  { from: oneOf(['bytes', 'fresh']), bytes: buffer, label: text, shippedId: text, spec },
  ['bytes', 'label', 'shippedId', 'spec'],
);
const source = checked(
  flatSource,
  (given) => (given.from === 'fresh' ? needed(given, 'spec', 'a spec') : needed(given, 'bytes', 'the bytes of a file')),
  (given) => (given.from === 'fresh' ? undefined : needed(given, 'label', 'a label')),
) as Schema<RuleSource>;

const flatLane = objectOf<Flat<LaneRequest>>(
  { id: text, method: laneMethodSchema, source, changes: anything as Schema<readonly Intervention[] | null> },
  ['method', 'source', 'changes'],
);
const lane = checked(flatLane, ({ method, source: from, changes }) =>
  [method, from, changes].filter((kind) => kind !== undefined).length === 1
    ? undefined
    : { at: 'method', says: 'is one of three kinds; allowed: method, source or changes, one of them' },
) as Schema<LaneRequest>;

const demand = objectOf<Demand>(
  { fit: flag, agents: flag, keep: listOf(text, 0, 1000), map: flag, gradients: flag, intact: flag },
  ['keep', 'map', 'gradients', 'intact'],
);

const measured = { tasks: wholeFrom(1, MOST_MEASURED), steps: wholeFrom(1, MOST_INNER_STEPS), seed: count };

const commandSchema = variantOf<Command>({
  hello: objectOf<Of<'hello'>>(
    { kind: oneOf(['hello']), protocolVersion: count, prefer: oneOf(BACKENDS), because: text },
    ['prefer', 'because'],
  ),
  useRule: objectOf<Of<'useRule'>>({ kind: oneOf(['useRule']), requestId: count, runId: text, source, probe }),
  adapt: objectOf<Of<'adapt'>>({ kind: oneOf(['adapt']), requestId: count, runId: text, probe, at: count }, ['at']),
  compare: objectOf<Of<'compare'>>({ kind: oneOf(['compare']), requestId: count, probe, lanes: listOf(lane, 0, 100) }),
  demand: objectOf<Of<'demand'>>({ kind: oneOf(['demand']), demand }),
  train: objectOf<Of<'train'>>({
    ...{ kind: oneOf(['train']), requestId: count, runId: text, start: oneOf(['scratch', 'continue']) },
    ...{ spec, budget: budgetSchema, paused: flag },
  }),
  pause: objectOf<Of<'pause'>>({ kind: oneOf(['pause']) }),
  resume: objectOf<Of<'resume'>>({ kind: oneOf(['resume']) }),
  singleStep: objectOf<Of<'singleStep'>>({ kind: oneOf(['singleStep']) }),
  stop: objectOf<Of<'stop'>>({ kind: oneOf(['stop']) }),
  evaluate: objectOf<Of<'evaluate'>>(
    {
      ...{ kind: oneOf(['evaluate']), requestId: count, layers: layersSchema },
      ...{ tasks: wholeFrom(1, 1e6), steps: wholeFrom(1, 1e6), seed: count },
    },
    ['layers'],
  ),
  intervene: objectOf<Of<'intervene'>>({
    ...{ kind: oneOf(['intervene']), requestId: count, interventions: anything as Schema<readonly Intervention[]> },
    ...measured,
  }),
  lesion: objectOf<Of<'lesion'>>({ kind: oneOf(['lesion']), requestId: count, of: oneOf(MAPS), ...measured }),
  explain: objectOf<Of<'explain'>>({ kind: oneOf(['explain']), requestId: count, ...measured }),
  stopIntervening: objectOf<Of<'stopIntervening'>>({ kind: oneOf(['stopIntervening']) }),
  stopEvaluation: objectOf<Of<'stopEvaluation'>>({ kind: oneOf(['stopEvaluation']) }),
  measureSpeed: objectOf<Of<'measureSpeed'>>({ kind: oneOf(['measureSpeed']), requestId: count, spec }),
  stopMeasuring: objectOf<Of<'stopMeasuring'>>({ kind: oneOf(['stopMeasuring']) }),
  trainCell: objectOf<Of<'trainCell'>>({
    ...{ kind: oneOf(['trainCell']), requestId: count, id: text },
    evaluation: objectOf<Of<'trainCell'>['evaluation']>({
      tasks: wholeFrom(1, 1e6),
      steps: wholeFrom(1, 1e6),
      seed: count,
    }),
  }),
  stopCell: objectOf<Of<'stopCell'>>({ kind: oneOf(['stopCell']) }),
  timeMetaStep: objectOf<Of<'timeMetaStep'>>({ kind: oneOf(['timeMetaStep']), requestId: count, spec }),
  save: objectOf<Of<'save'>>({ kind: oneOf(['save']), requestId: count, at: count }, ['at']),
  recall: objectOf<Of<'recall'>>({
    ...{ kind: oneOf(['recall']), runId: text, files: listOf(buffer, 0, 1000), from: count, losses: buffer },
  }),
  ack: objectOf<Of<'ack'>>({ kind: oneOf(['ack']), seq: count }),
});

/** Reads a message of the page; a refusal names the field. Never throws. */
export function parseCommand(message: unknown): Result<Command> {
  return parse(commandSchema, message, 'command');
}
