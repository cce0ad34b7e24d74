// localStorage where the browser lends it, else memory: settings then last as long as the page.

export type TextStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Remembers a setting, where there is room: nothing depends on it. */
export function remember(storage: Pick<TextStorage, 'setItem'>, key: string, value: string): void {
  try {
    storage.setItem(key, value);
  } catch {
    // full
  }
}

export function safeStorage(): TextStorage {
  try {
    const { localStorage } = window;
    // Throws where storage is switched off, or full.
    localStorage.setItem('mplp-lab.probe', '');
    localStorage.removeItem('mplp-lab.probe');
    return localStorage;
  } catch {
    const memory = new Map<string, string>();
    return {
      getItem: (key) => memory.get(key) ?? null,
      setItem: (key, value) => void memory.set(key, value),
      removeItem: (key) => void memory.delete(key),
    };
  }
}
