/** What a list is sorted by; undefined and NaN where it is not known. */
export type SortValue = string | number | undefined;

const known = (value: SortValue) => (Number.isNaN(value) ? undefined : value);

/** A sorted copy: text by the alphabet, numbers by size, what is not known last either way. */
export function sortedBy<T>(rows: readonly T[], valueOf: (row: T) => SortValue, down: boolean): readonly T[] {
  return rows.toSorted((a, b) => {
    const [x, y] = [known(valueOf(a)), known(valueOf(b))];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
    const order = typeof x === 'string' || typeof y === 'string' ? String(x).localeCompare(String(y)) : x - y;
    return down ? -order : order;
  });
}
