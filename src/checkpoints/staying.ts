// Storage that the browser does not clear by itself when its disk fills up.

const ASKED = 'mplp-lab.staying';

const storageOf = () => (navigator as { readonly storage?: StorageManager }).storage;

/** Asks once, ever: a browser may put the question to the visitor. Workers cannot ask. */
export function askToStay(): void {
  try {
    if (localStorage.getItem(ASKED) !== null) return;
    localStorage.setItem(ASKED, '1');
  } catch {
    return; // no storage for texts, so that it would ask each time
  }
  storageOf()
    ?.persist()
    .catch(() => undefined);
}

export interface Lent {
  /** Bytes that the page may use in all. */
  readonly quota: number;
  readonly used: number;
  /** Whether it stays until the visitor clears it. */
  readonly stays: boolean;
}

/** What the browser lends the page, where it says. */
export async function lentStorage(): Promise<Lent | undefined> {
  const storage = storageOf();
  const [{ quota, usage: used = 0 } = {}, stays] = await Promise.all([storage?.estimate(), storage?.persisted()]);
  return quota === undefined ? undefined : { quota, used, stays: stays === true };
}
