// An intervention as text, the same in links and on the command line: what, where, when, and what else there is to say,
// `silence@w2`, `message.clamp=0.5@a1+a3@1-2@channels=0,1`, `rule.swap@w0+b0@2@with=w2+b2`.

import { AGENT_KINDS, type AgentKind, type Intervention, type Where } from '../experiment/types.ts';
import { defined } from '../lib/defined.ts';
import { agentToText, groupFromText, groupToText } from '../record/moment.ts';
import { numberOr } from './ownText.ts';

const BETWEEN = ';';

/** `w2` all weights of layer index 2, `w2:8:13` one of them, `u2:5` unit 5 of it, `weight` all weights. */
function whereToText(at: Where): string {
  if (at.kind === 'all') return at.of;
  if (at.kind === 'unit') return `u${at.layer}:${at.unit}`;
  return at.kind === 'group' ? groupToText(at.group) : agentToText(at);
}

/** What the text cannot say stands as the id of a group that is not there, for the validation to refuse. */
function whereFromText(text: string): Where {
  if (AGENT_KINDS.includes(text as AgentKind)) return { kind: 'all', of: text as AgentKind };
  const [of = '', ...numbers] = text.split(':');
  const unit = numbers.map(Number);
  const layer = /^u(\d{1,3})$/.exec(of)?.[1];
  if (layer !== undefined && unit.length === 1) return { kind: 'unit', layer: Number(layer), unit: unit[0] ?? NaN };
  const group = groupFromText(of) ?? text;
  return unit.length === 0 ? { kind: 'group', group } : { kind: 'agent', group, unit };
}

/** Steps `1-2`, `2` for one, `2-` to the end; nothing for all. */
function stepsToText({ from, to }: Pick<Intervention, 'from' | 'to'>): string | undefined {
  if (to === null) return from === 1 ? undefined : `${from}-`;
  return from === to ? String(from) : `${from}-${to}`;
}

function stepsFromText(text: string): { from: unknown; to: unknown } {
  const [from = '', to] = text.split('-');
  return { from: numberOr(from), to: to === undefined ? numberOr(from) : to === '' ? null : numberOr(to) };
}

/** One intervention as text. */
export function interventionToText(one: Intervention): string {
  const { what, at, value, channels, seed, with: partners, formula } = one;
  const parts = [
    value === undefined ? what : `${what}=${value}`,
    at.map(whereToText).join('+'),
    stepsToText(one),
    channels && `channels=${channels.join(',')}`,
    seed === undefined ? undefined : `seed=${seed}`,
    partners && `with=${partners.map(groupToText).join('+')}`,
    formula && `formula=${encodeURIComponent(formula)}`,
  ];
  return parts.filter((part) => part !== undefined).join('@');
}

/** What cannot be read stays as it is, for the validation to refuse. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** How each named part is read. */
const PARTS: Readonly<Record<string, (text: string) => unknown>> = {
  channels: (text) => text.split(',').map(numberOr),
  seed: numberOr,
  formula: unescaped,
  with: (text) => text.split('+').map((group) => groupFromText(group) ?? group),
};

/** The inverse of `interventionToText`; not validated. */
export function interventionFromText(text: string): unknown {
  const [head = '', at = '', ...rest] = text.split('@');
  const [what = '', value] = head.split('=');
  const steps = rest.find((part) => !part.includes('='));
  const named = rest
    .filter((part) => part.includes('='))
    .map((part) => {
      const [name = '', said = ''] = part.split('=');
      return [name, Object.hasOwn(PARTS, name) ? PARTS[name]?.(said) : said] as const;
    });
  return defined({
    what,
    at: at.split('+').map(whereFromText),
    ...(steps === undefined ? { from: 1, to: null } : stepsFromText(steps)),
    value: value === undefined ? undefined : numberOr(value),
    ...Object.fromEntries(named),
  });
}

/** All of a probe's, with semicolons between; undefined for none. */
export function interventionsToText(list: readonly Intervention[] = []): string | undefined {
  return list.length === 0 ? undefined : list.map(interventionToText).join(BETWEEN);
}

/** The inverse of `interventionsToText`; not validated. */
export function interventionsFromText(text: string): unknown {
  return text.split(BETWEEN).map(interventionFromText);
}
