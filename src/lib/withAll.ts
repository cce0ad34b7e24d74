/** A set with all items in it, or with none of them. */
export function withAll<T>(set: ReadonlySet<T>, items: readonly T[], on: boolean): ReadonlySet<T> {
  const next = new Set(set);
  for (const item of items)
    if (on) next.add(item);
    else next.delete(item);
  return next;
}
