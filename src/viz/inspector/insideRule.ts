// An agent's rule opened: what passes through its learner for one sample, layer by layer.

import type { EpisodeRecord } from '../../record/episode.ts';
import type { AgentRef } from '../../record/moment.ts';
import { ruleKind } from '../../experiment/ruleKinds.ts';
import { groupOf } from '../agents/agentData.ts';
import { recordedInputs, runStateful, runStateless, type HiddenLayers } from './gates.ts';
import { sweepInputs, type SweepInput } from './responseCurve.ts';

/** One number on its way. */
export interface Cell {
  readonly name: string;
  readonly value: number;
  /** The input it is, so that it can be swept. */
  readonly input?: SweepInput;
}

/** One layer, in the order in which numbers pass. */
export interface Strip {
  readonly title: string;
  readonly note: string;
  readonly cells: readonly Cell[];
  /** Each cell stands beside the one of the strip before. */
  readonly beside?: true;
  /** The size that has full colour; undefined for the largest of the strip. */
  readonly full?: number;
}

/** What of a stateless rule is opened: it has a net for each. */
export type Opened = 'update' | 'message';

const cells = (letter: string, values: ArrayLike<number>): Cell[] =>
  Array.from(values, (value, at) => ({ name: `${letter}${at + 1}`, value }));

function hiddenStrips(letter: string, of: string, layers: HiddenLayers): Strip[] {
  return layers.map((values, at) => {
    const on = values.filter((value) => value > 0).length;
    return {
      title: `${values.length} hidden`,
      note: `${of}${on} above 0`,
      cells: cells(`${letter}${at + 1}.`, values),
    };
  });
}

/** Memory as the rule keeps it: the raw update first where the agent owns a parameter, what it says last. */
function memoryNames(owns: boolean, hidden: number, messages: number): string[] {
  return [
    ...(owns ? ['asks'] : []),
    ...Array.from({ length: hidden }, (_, c) => `h${c + 1}`),
    ...Array.from({ length: messages }, (_, c) => `says ${c + 1}`),
  ];
}

/**
 * Every layer of one agent's learner in one inner step.
 *
 * @param opened which net of a stateless rule; a stateful one has one net for both.
 * @returns undefined where the record lacks a part, or the rule is a formula.
 */
export function insideRule(
  record: EpisodeRecord,
  ref: AgentRef,
  step: number,
  sample: number,
  opened: Opened,
): readonly Strip[] | undefined {
  const { spec } = record.header;
  const group = groupOf(spec, ref.group);
  const inputs = recordedInputs(record, ref, step, sample);
  if (group === undefined || inputs === undefined) return undefined;
  const given = [...inputs.message, ...inputs.states];
  const sweeps = sweepInputs(spec, group);
  const named = (values: ArrayLike<number>): Cell[] =>
    Array.from(values, (value, at) => ({ name: sweeps[at]?.name ?? '', value }));
  const before = (x: ArrayLike<number>): Strip[] => [
    {
      title: 'Heard, stored',
      note: 'as it is',
      cells: named(given).map((cell, at) => ({ ...cell, ...(sweeps[at] && { input: sweeps[at].value }) })),
    },
    { title: 'As seen', note: 'in sd', cells: named(x), full: 3, beside: true },
  ];
  if (ruleKind(spec.rule).remembers) {
    const pass = runStateful(record, group, inputs);
    if (pass === undefined) return undefined;
    const names = memoryNames(group.ownsParameter, spec.rule.hiddenSize, spec.rule.messageSize);
    const memory = (title: string, note: string, values: ArrayLike<number>): Strip => ({
      ...{ title, note, full: 1 },
      cells: Array.from(values, (value, at) => ({ name: names[at] ?? '', value })),
    });
    return [
      ...before(pass.x),
      ...hiddenStrips('x', 'of inputs, ', pass.hidden.input),
      memory('Memory', 'before', pass.carryBefore),
      memory('Reset r', '0 hides it', pass.reset),
      ...hiddenStrips('c', 'of memory, ', pass.hidden.memory),
      memory('New n', 'tanh', pass.candidate),
      memory('Keep u', '1 keeps', pass.keep),
      memory('Memory', 'after', pass.carryAfter),
    ];
  }
  const pass = runStateless(record, group, inputs);
  if (pass === undefined) return undefined;
  const asked = opened === 'update' ? pass.update : undefined;
  return [
    ...before(pass.x),
    ...hiddenStrips('x', '', asked === undefined ? pass.hidden.message : pass.hidden.update),
    asked !== undefined
      ? { title: 'Asks for', note: 'tanh', cells: [{ name: 'd', value: asked }], full: 1 }
      : { title: 'Says', note: 'tanh', cells: cells('m', pass.message), full: 1 },
  ];
}
