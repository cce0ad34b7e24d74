import { expect, it } from 'vitest';

import { LAB_KEYS } from './keyboard.ts';
import { commandOf, takesKey } from './keyMap.ts';

const press = (key: string, held: Partial<Record<'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) =>
  commandOf(LAB_KEYS, { key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held });

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
