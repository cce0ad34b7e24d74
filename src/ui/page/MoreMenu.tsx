import { useState, type ToggleEvent } from 'react';

import { IconButton } from '../parts/IconButton.tsx';
import { onDemand } from '../parts/onDemand.tsx';

const POPOVER = 'more-popover';
const MoreContent = onDemand(async () => (await import('./MoreContent.tsx')).MoreContent);

/** On a phone: what the bar has no room for. */
export function MoreMenu() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton icon="more" label="More" className="phone-only" popoverTarget={POPOVER} />
      <div
        id={POPOVER}
        className="popover"
        popover="auto"
        role="dialog"
        aria-label="More"
        onToggle={(event: ToggleEvent) => setOpen(event.newState === 'open')}
      >
        {open && <MoreContent onDone={() => document.getElementById(POPOVER)?.hidePopover()} />}
      </div>
    </>
  );
}
