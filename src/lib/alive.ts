// Long work says now and then that it goes on: who waits for a thread takes one that says nothing for dead.

const SAY_EVERY_MS = 500;

let say: (() => void) | undefined;
let saidMs = -Infinity;

/** This thread's words for "I go on": called at most twice a second, from within the work. */
export function onAlive(words: () => void): void {
  say = words;
}

/** Called by work that may take long, at every piece of it. */
export function alive(): void {
  if (say === undefined) return;
  const nowMs = performance.now();
  if (nowMs - saidMs < SAY_EVERY_MS) return;
  saidMs = nowMs;
  say();
}
