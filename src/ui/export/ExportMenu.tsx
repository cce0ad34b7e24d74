import { useState, type ToggleEvent } from 'react';

import { IconButton } from '../parts/IconButton.tsx';
import { onDemand } from '../parts/onDemand.tsx';
import type { Table } from '../../viz/export/exportTables.ts';
import './export.css';

const POPOVER = 'export-popover';
const ExportContent = onDemand(async () => (await import('./ExportContent.tsx')).ExportContent);

const TableSheet = onDemand(async () => (await import('./TableSheet.tsx')).TableSheet);

/** Every figure as picture, numbers and table, the whole episode, the rule, and the command that repeats it. */
export function ExportMenu() {
  const [open, setOpen] = useState(false);
  const [table, setTable] = useState<Table>();
  return (
    <>
      <IconButton icon="download" label="Export" popoverTarget={POPOVER} data-testid="export" />
      <div
        id={POPOVER}
        className="popover export-menu"
        popover="auto"
        role="dialog"
        aria-label="Export"
        onToggle={(event: ToggleEvent) => setOpen(event.newState === 'open')}
      >
        <h2>Export</h2>
        {open && <ExportContent onTable={setTable} />}
      </div>
      {table !== undefined && <TableSheet table={table} onClose={() => setTable(undefined)} />}
    </>
  );
}
