// Which rule is in use, as data; text only where the platform wants text (an option's value, the key of a map).

const KINDS = ['none', 'shipped', 'fresh', 'saved', 'file', 'run', 'checkpoint'] as const;

/** `id`: of a shipped or kept rule, a preset, a file's name, the number of a run, a run and its meta-step. */
export interface RuleKey {
  readonly kind: (typeof KINDS)[number];
  readonly id: string;
}

export const NO_RULE: RuleKey = { kind: 'none', id: '' };

export function sameRule(a: RuleKey, b: RuleKey): boolean {
  return a.kind === b.kind && a.id === b.id;
}

export function keyText({ kind, id }: RuleKey): string {
  return `${kind}:${id}`;
}

/** The key that `keyText` wrote; no rule for any other text. */
export function keyOfText(text: string): RuleKey {
  const [, word = '', id = ''] = /^([^:]*):(.*)$/s.exec(text) ?? [];
  const kind = KINDS.find((k) => k === word);
  return kind === undefined ? NO_RULE : { kind, id };
}
