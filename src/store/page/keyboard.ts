// The keyboard map: which key means what. Pure, so that the shortcut sheet and the tests share it.

export type KeyCommand =
  | { readonly kind: 'phase' | 'step' | 'speed'; readonly by: 1 | -1 }
  | { readonly kind: 'goToStep'; readonly step: number }
  | {
      readonly kind:
        | 'first'
        | 'last'
        | 'toggle'
        | 'loop'
        | 'newTask'
        | 'drawer'
        | 'theme'
        | 'tour'
        | 'shortcuts'
        | 'compare'
        | 'wholeLayer'
        | 'escape'
        | 'undo';
    };

/** The parts of a KeyboardEvent that matter. */
export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const PLAIN: Readonly<Record<string, KeyCommand>> = {
  Home: { kind: 'first' },
  '0': { kind: 'first' },
  End: { kind: 'last' },
  ' ': { kind: 'toggle' },
  '[': { kind: 'speed', by: -1 },
  ']': { kind: 'speed', by: 1 },
  l: { kind: 'loop' },
  n: { kind: 'newTask' },
  m: { kind: 'drawer' },
  d: { kind: 'theme' },
  t: { kind: 'tour' },
  c: { kind: 'compare' },
  a: { kind: 'wholeLayer' },
  '?': { kind: 'shortcuts' },
  Escape: { kind: 'escape' },
};

/** The command of a key press, or undefined for a key the lab leaves alone. */
export function keyCommand(press: KeyPress): KeyCommand | undefined {
  if (press.altKey) return undefined;
  if (press.ctrlKey || press.metaKey)
    return press.key.toLowerCase() === 'z' && !press.shiftKey ? { kind: 'undo' } : undefined;
  if (press.key === 'ArrowLeft' || press.key === 'ArrowRight') {
    return { kind: press.shiftKey ? 'step' : 'phase', by: press.key === 'ArrowRight' ? 1 : -1 };
  }
  if (/^[1-9]$/.test(press.key)) return { kind: 'goToStep', step: Number(press.key) };
  return PLAIN[press.key.length === 1 ? press.key.toLowerCase() : press.key];
}

/** Whether the element takes the keys itself: fields always, buttons for the keys that press them. */
export function takesKey(
  target: { readonly tagName: string; readonly isContentEditable?: boolean } | null,
  key: string,
): boolean {
  if (target === null) return false;
  if (target.isContentEditable === true) return true;
  const tag = target.tagName.toUpperCase();
  if (key === 'Escape') return false;
  if (tag === 'INPUT' || tag === 'TEXTAREA' || tag === 'SELECT') return true;
  return (tag === 'BUTTON' || tag === 'A' || tag === 'SUMMARY') && (key === ' ' || key === 'Enter');
}

/** What the shortcut sheet lists. */
export const SHORTCUTS: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['←', '→'], does: 'previous or next phase' },
  { keys: ['Shift ←', 'Shift →'], does: 'previous or next inner step' },
  { keys: ['Home', 'End'], does: 'before learning, after the last step' },
  { keys: ['Space'], does: 'play or stop' },
  { keys: ['0', '1', '…', '9'], does: 'before learning, or go to that inner step' },
  { keys: ['[', ']'], does: 'slower, faster' },
  { keys: ['L'], does: 'play in a loop' },
  { keys: ['N'], does: 'new task' },
  { keys: ['G', 'W'], does: 'agents as a grid, lines coloured by weight' },
  { keys: ['+', '−', '0'], does: 'in the agents: nearer, farther, all of them (or the wheel with Ctrl, or a pinch)' },
  { keys: ['P'], does: 'follow the path from the loss to the selected agent' },
  { keys: ['C'], does: 'compare with the next agent selected, or stop (or Shift and click another)' },
  { keys: ['A'], does: 'all agents of the layer together, or the one again' },
  { keys: ['M'], does: 'open or close meta-training' },
  { keys: ['D'], does: 'light or dark' },
  { keys: ['T'], does: 'start or leave the tour; ← and → go through it' },
  { keys: ['Ctrl Z'], does: 'undo the last change of task or rule' },
  {
    keys: ['Esc'],
    does: 'leave the tour, back to now, close, from the layer to the agent, end the comparison, then deselect the agent',
  },
  { keys: ['?'], does: 'this list' },
];
