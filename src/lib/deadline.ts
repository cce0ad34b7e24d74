/**
 * What a promise gives, or its error, where that comes in time.
 *
 * @param seconds how long to wait at most; what comes later is ignored.
 * @throws an Error with these words when the time is over.
 */
export async function within<T>(seconds: number, promise: Promise<T>, words: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(words)), 1000 * seconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A file's bytes.
 *
 * @param stallSeconds how long the server may take to answer, and from one piece of the answer to the next.
 * @throws an Error in words where the server refuses, falls silent or is out of reach.
 */
export async function fetchBytes(url: string, stallSeconds = 6): Promise<ArrayBuffer> {
  const giveUp = new AbortController();
  const silent = `${url} did not come: the server said nothing for ${stallSeconds} s`;
  const soon = <T>(promise: Promise<T>) => within(stallSeconds, promise, silent);
  try {
    const response = await soon(fetch(url, { signal: giveUp.signal }));
    if (!response.ok) throw new Error(`the server answered ${response.status} for ${url}`);
    if (response.body === null) return await soon(response.arrayBuffer());
    const pieces: Uint8Array[] = [];
    const reader = response.body.getReader();
    for (let next = await soon(reader.read()); !next.done; next = await soon(reader.read())) pieces.push(next.value);
    const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes.buffer;
  } catch (error) {
    giveUp.abort();
    throw error;
  }
}
