interface SortHeadProps {
  readonly name: string;
  readonly title?: string;
  /** Which way the rows are sorted by this column; undefined where they are not. */
  readonly sorted: 'up' | 'down' | undefined;
  readonly onSort: () => void;
}

/** A column's head, whose name sorts by it. */
export function SortHead({ name, title, sorted, onSort }: SortHeadProps) {
  return (
    <th scope="col" aria-sort={sorted === undefined ? 'none' : sorted === 'down' ? 'descending' : 'ascending'}>
      <button type="button" title={title} onClick={onSort}>
        {name} <span aria-hidden="true">{sorted === undefined ? '' : sorted === 'down' ? '↓' : '↑'}</span>
      </button>
    </th>
  );
}

/** The way of a column's head, where the rows are sorted by one. */
export const wayOf = (sorted: boolean, down: boolean) => (sorted ? (down ? 'down' : 'up') : undefined);
