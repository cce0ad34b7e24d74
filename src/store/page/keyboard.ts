// The page's keys, in groups as the shortcut sheet lists them (ui/page/shortcuts.ts puts those of the figures between).

import type { KeyRow } from './keyMap.ts';

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
        | 'silence'
        | 'intact'
        | 'branch'
        | 'inside'
        | 'escape'
        | 'undo'
        | 'redo';
    };

type Rows = readonly KeyRow<KeyCommand>[];

const STEPS = Array.from({ length: 9 }, (_, k): [string, KeyCommand] => [
  String(k + 1),
  { kind: 'goToStep', step: k + 1 },
]);

export const CLOCK_KEYS: Rows = [
  {
    on: { ArrowLeft: { kind: 'phase', by: -1 }, ArrowRight: { kind: 'phase', by: 1 } },
    sheet: { keys: ['←', '→'], does: 'previous or next phase' },
  },
  {
    on: { 'Shift+ArrowLeft': { kind: 'step', by: -1 }, 'Shift+ArrowRight': { kind: 'step', by: 1 } },
    sheet: { keys: ['Shift ←', 'Shift →'], does: 'previous or next inner step' },
  },
  {
    on: { Home: { kind: 'first' }, End: { kind: 'last' } },
    sheet: { keys: ['Home', 'End'], does: 'before learning, after the last step' },
  },
  { on: { ' ': { kind: 'toggle' } }, sheet: { keys: ['Space'], does: 'play or stop' } },
  {
    on: { '0': { kind: 'first' }, ...Object.fromEntries(STEPS) },
    sheet: { keys: ['0', '1', '…', '9'], does: 'before learning, or go to that inner step' },
  },
  {
    on: { '[': { kind: 'speed', by: -1 }, ']': { kind: 'speed', by: 1 } },
    sheet: { keys: ['[', ']'], does: 'slower, faster' },
  },
  { on: { l: { kind: 'loop' } }, sheet: { keys: ['L'], does: 'play in a loop' } },
];

export const TASK_KEYS: Rows = [{ on: { n: { kind: 'newTask' } }, sheet: { keys: ['N'], does: 'new task' } }];

export const INSPECTOR_KEYS: Rows = [
  {
    on: { c: { kind: 'compare' } },
    sheet: { keys: ['C'], does: 'compare with the next agent selected, or stop (or Shift and click another)' },
  },
  {
    on: { a: { kind: 'wholeLayer' } },
    sheet: { keys: ['A'], does: 'all agents of the layer together, or the one again' },
  },
  { on: { f: { kind: 'inside' } }, sheet: { keys: ['F'], does: 'open the selected agent’s rule, or back' } },
  { on: { x: { kind: 'silence' } }, sheet: { keys: ['X'], does: 'silence the selected agent or layer' } },
  { on: { 'Shift+x': { kind: 'intact' } }, sheet: { keys: ['Shift X'], does: 'back to intact' } },
  { on: { b: { kind: 'branch' } }, sheet: { keys: ['B'], does: 'from the intact run to the changed ones, and round' } },
];

export const PAGE_KEYS: Rows = [
  { on: { m: { kind: 'drawer' } }, sheet: { keys: ['M'], does: 'open or close meta-training' } },
  { on: { d: { kind: 'theme' } }, sheet: { keys: ['D'], does: 'light or dark' } },
  { on: { t: { kind: 'tour' } }, sheet: { keys: ['T'], does: 'start or leave the tour; ← and → go through it' } },
  { on: { 'Ctrl+z': { kind: 'undo' } }, sheet: { keys: ['Ctrl Z'], does: 'undo the last change of task or rule' } },
  { on: { 'Ctrl+Shift+z': { kind: 'redo' } }, sheet: { keys: ['Ctrl Shift Z'], does: 'do it again' } },
  {
    on: { Escape: { kind: 'escape' } },
    sheet: {
      keys: ['Esc'],
      does: 'leave the tour, back to now, close, from the lesion map to the agents, from the layer to the agent, end the comparison, then deselect the agent',
    },
  },
  { on: { '?': { kind: 'shortcuts' } }, sheet: { keys: ['?'], does: 'this list' } },
];

/** Every key of the page. */
export const LAB_KEYS: Rows = [...CLOCK_KEYS, ...TASK_KEYS, ...INSPECTOR_KEYS, ...PAGE_KEYS];
