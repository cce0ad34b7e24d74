// localStorage where the browser lends it, else memory: settings then last as long as the page.

export type TextStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export function safeStorage(): TextStorage {
  try {
    const { localStorage } = window;
    localStorage.getItem('mplp-lab.theme');
    return localStorage;
  } catch {
    // Cookies and storage are switched off for this page.
    const memory = new Map<string, string>();
    return {
      getItem: (key) => memory.get(key) ?? null,
      setItem: (key, value) => void memory.set(key, value),
      removeItem: (key) => void memory.delete(key),
    };
  }
}
