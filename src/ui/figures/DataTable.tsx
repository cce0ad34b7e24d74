export interface DataTableProps {
  readonly caption: string;
  readonly columns: readonly string[];
  /** First cell of each row is its header. */
  readonly rows: readonly (readonly string[])[];
}

/** A figure's numbers as a table that only screen readers meet. */
export function DataTable({ caption, columns, rows }: DataTableProps) {
  return (
    <table className="fig-hidden">
      <caption>{caption}</caption>
      <thead>
        <tr>
          {columns.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
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
}
