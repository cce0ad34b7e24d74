import { expect, it } from 'vitest';

import { LAB_KEYS } from './keyboard.ts';
import { commandOf, takesKey, type KeyPress } from './keyMap.ts';

const press = (key: string, held: Partial<Omit<KeyPress, 'key'>> = {}) =>
  commandOf(LAB_KEYS, { key, code: '', shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held });

it('maps keys to commands', () => {
  expect(press('ArrowRight')).toEqual({ kind: 'phase', by: 1 });
  expect(press('ArrowLeft', { shiftKey: true })).toEqual({ kind: 'step', by: -1 });
  expect(press('0')).toEqual({ kind: 'first' });
  expect(press('4')).toEqual({ kind: 'goToStep', step: 4 });
  expect(press(' ')).toEqual({ kind: 'toggle' });
  expect(press('N', { shiftKey: true })).toEqual({ kind: 'newTask' });
  expect(press('t')).toEqual({ kind: 'tour' });
  expect(press('c')).toEqual({ kind: 'compare' });
  expect(press('a')).toEqual({ kind: 'wholeLayer' });
  expect(press('d')).toEqual({ kind: 'theme' });
  expect(press('?', { shiftKey: true })).toEqual({ kind: 'shortcuts' });
  expect(press('z', { ctrlKey: true })).toEqual({ kind: 'undo' });
  expect(press('z', { metaKey: true })).toEqual({ kind: 'undo' });
  expect(press('Z', { ctrlKey: true, shiftKey: true })).toEqual({ kind: 'redo' });
});

it('knows signs by what is printed, whatever makes them', () => {
  const faster = { kind: 'speed', by: 1 };
  // German: AltGr is Ctrl and Alt on Windows, a modifier of its own elsewhere; on a Mac it is Option.
  expect(press(']', { code: 'Digit9', ctrlKey: true, altKey: true })).toEqual(faster);
  expect(press(']', { code: 'Digit6', altKey: true })).toEqual(faster);
  expect(press('?', { code: 'Minus', shiftKey: true })).toEqual({ kind: 'shortcuts' });
  expect(press('n', { code: 'KeyN', altKey: true })).toBeUndefined();
});

it('falls back to the physical key where a layout has no Latin letters', () => {
  expect(press('т', { code: 'KeyN' })).toEqual({ kind: 'newTask' });
  expect(press('я', { code: 'KeyZ', ctrlKey: true })).toEqual({ kind: 'undo' });
  expect(press('Я', { code: 'KeyZ', ctrlKey: true, shiftKey: true })).toEqual({ kind: 'redo' });
  expect(press('ъ', { code: 'BracketRight' })).toEqual({ kind: 'speed', by: 1 });
  expect(press('"', { code: 'Digit3' })).toEqual({ kind: 'goToStep', step: 3 });
  expect(press('!', { code: 'Digit1', shiftKey: true })).toBeUndefined();
  // Dvorak and QWERTZ: the letter printed counts.
  expect(press('v', { code: 'KeyN' })).toBeUndefined();
  expect(press('z', { code: 'KeyY', ctrlKey: true })).toEqual({ kind: 'undo' });
});

it('leaves other keys, and the browser’s own combinations, alone', () => {
  expect(press('z')).toBeUndefined();
  expect(press('Tab')).toBeUndefined();
  expect(press('c', { ctrlKey: true })).toBeUndefined();
  expect(press('a', { metaKey: true })).toBeUndefined();
  expect(press('t', { ctrlKey: true })).toBeUndefined();
  expect(press('ArrowLeft', { altKey: true })).toBeUndefined();
});

it('leaves a field its keys, and a button those that press it', () => {
  expect(takesKey({ tagName: 'INPUT' }, 'ArrowLeft')).toBe(true);
  expect(takesKey({ tagName: 'INPUT' }, 'Escape')).toBe(false);
  expect(takesKey({ tagName: 'SELECT' }, 'n')).toBe(true);
  expect(takesKey({ tagName: 'BUTTON' }, ' ')).toBe(true);
  expect(takesKey({ tagName: 'BUTTON' }, 'ArrowLeft')).toBe(false);
  expect(takesKey({ tagName: 'DIV', isContentEditable: true }, 'n')).toBe(true);
  expect(takesKey(null, 'n')).toBe(false);
});
