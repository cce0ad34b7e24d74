import { afterEach, expect, it, vi } from 'vitest';

import { remember, safeStorage } from './safeStorage.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

it('keeps settings for the visit where the browser keeps none', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  const storage = safeStorage();
  storage.setItem('theme', 'dark');
  expect(storage.getItem('theme')).toBe('dark');
  storage.removeItem('theme');
  expect(storage.getItem('theme')).toBeNull();
});

it('goes on where a setting finds no room later', () => {
  const setItem = vi.fn(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  remember({ setItem }, 'theme', 'dark');
  expect(setItem).toHaveBeenCalledOnce();
});
