export interface DataTableProps {
  readonly caption: string;
  readonly columns: readonly string[];
  /** First cell of each row is its header. */
  readonly rows: readonly (readonly string[])[];
  /** Of a table for everyone to see, which needs no caption on show. */
  readonly className?: string;
}

/** A figure's numbers as a table; that only screen readers meet it, unless it has a class of its own. */
export function DataTable({ caption, columns, rows, className }: DataTableProps) {
  const table = (
    <table className={className}>
      <caption className={className && 'fig-hidden'}>{caption}</caption>
      <thead>
        <tr>
          {columns.map((name) =>
            name === '' ? (
              <td key={name} />
            ) : (
              <th key={name} scope="col">
                {name}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map(([head, ...cells], at) => (
          <tr key={at}>
            <th scope="row">{head}</th>
            {cells.map((cell, k) => (
              <td key={k}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
  // Around the table: one that is clipped itself still shows its caption in Firefox.
  return className === undefined ? <div className="fig-hidden">{table}</div> : table;
}
