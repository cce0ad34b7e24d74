// One request in flight, the newest waiting: what a dragged slider needs.

/** Wrap `run` so that calls while one is under way collapse into one, with the newest value. */
export function latestOnly<T>(run: (value: T) => Promise<void>): (value: T) => void {
  let busy = false;
  let waiting: { readonly value: T } | undefined;
  const next = async (value: T): Promise<void> => {
    busy = true;
    await run(value);
    busy = false;
    const newest = waiting;
    waiting = undefined;
    if (newest !== undefined) await next(newest.value);
  };
  return (value) => {
    if (busy) waiting = { value };
    else void next(value);
  };
}
