import { useState } from 'react';

import { onDemand } from '../parts/onDemand.tsx';
import { Popover } from '../parts/Popover.tsx';
import type { Table } from '../../viz/export/exportTables.ts';
import './export.css';

const ExportContent = onDemand(async () => (await import('./ExportContent.tsx')).ExportContent);

const TableSheet = onDemand(async () => (await import('./TableSheet.tsx')).TableSheet);

/** Every figure as picture, numbers and table, the whole episode, the rule, and the command that repeats it. */
export function ExportMenu() {
  const [table, setTable] = useState<Table>();
  return (
    <>
      <Popover
        id="export-popover"
        icon="download"
        label="Export"
        paneClass="export-menu"
        data-testid="export"
        heading={<h2>Export</h2>}
      >
        <ExportContent onTable={setTable} />
      </Popover>
      {table !== undefined && <TableSheet table={table} onClose={() => setTable(undefined)} />}
    </>
  );
}
