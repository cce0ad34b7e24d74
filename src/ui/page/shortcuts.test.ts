import { expect, it } from 'vitest';

import { LAB_KEYS } from '../../store/page/keyboard.ts';
import { DRAWING_KEYS, PATH_KEYS } from '../agents/agentKeys.ts';
import { SHORTCUTS } from './shortcuts.ts';

it('gives no key of the window two meanings', () => {
  const keys = [...LAB_KEYS, DRAWING_KEYS, PATH_KEYS].flatMap(({ on }) => Object.keys(on));
  expect(new Set(keys).size).toBe(keys.length);
});

it('lists every key of the page, each row once', () => {
  expect(SHORTCUTS).toEqual(expect.arrayContaining([...LAB_KEYS]));
  const shown = SHORTCUTS.map(({ sheet }) => sheet?.does);
  expect(shown).not.toContain(undefined);
  expect(new Set(shown).size).toBe(shown.length);
});
