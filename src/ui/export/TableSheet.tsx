import { useEffect, useRef } from 'react';

import type { Table, TableCell } from '../../viz/export/exportTables.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { IconButton } from '../parts/IconButton.tsx';

export interface TableSheetProps {
  readonly table: Table;
  readonly onClose: () => void;
}

const cellText = (cell: TableCell) => String(typeof cell === 'number' ? Number(cell.toPrecision(5)) : (cell ?? ''));

/** The numbers behind a figure, to be read instead of it. */
export function TableSheet({ table, onClose }: TableSheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const close = () => dialog.current?.close();
  return (
    <dialog
      ref={dialog}
      className="sheet table-sheet"
      aria-labelledby="table-title"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && close()}
    >
      <div className="sheet-head">
        <h2 id="table-title">{table.caption}</h2>
        <IconButton icon="close" label="Close" onClick={close} />
      </div>
      <div className="table-scroll" tabIndex={0} role="region" aria-labelledby="table-title">
        <DataTable
          className="table-shown"
          caption={table.caption}
          columns={table.columns}
          rows={table.rows.map((row) => row.map(cellText))}
        />
      </div>
    </dialog>
  );
}
