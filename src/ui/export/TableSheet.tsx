import { cellText, type Table } from '../../viz/export/exportTables.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { Sheet } from '../parts/Sheet.tsx';

export interface TableSheetProps {
  readonly table: Table;
  readonly onClose: () => void;
}

/** The numbers behind a figure, to be read instead of it. */
export function TableSheet({ table, onClose }: TableSheetProps) {
  return (
    <Sheet title={table.caption} className="table-sheet" onClose={onClose}>
      <div className="table-scroll" tabIndex={0} role="region" aria-label={table.caption}>
        <DataTable
          className="table-shown"
          caption={table.caption}
          columns={table.columns}
          rows={table.rows.map((row) => row.map(cellText))}
        />
      </div>
    </Sheet>
  );
}
