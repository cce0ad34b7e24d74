import { useState, type ToggleEvent } from 'react';

import { useLabState } from '../LabContext.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { onDemand } from '../parts/onDemand.tsx';

const POPOVER = 'share-popover';
const ShareContent = onDemand(async () => (await import('./ShareContent.tsx')).ShareContent);

/** A link to this moment, or a frame for another page. */
export function ShareButton() {
  const [open, setOpen] = useState(false);
  const ready = useLabState((s) => s.experiment.rule !== undefined && s.session.backend !== undefined);
  return (
    <>
      <IconButton icon="link" label="Share" popoverTarget={POPOVER} disabled={!ready} />
      <div
        id={POPOVER}
        className="popover"
        popover="auto"
        role="dialog"
        aria-label="Share"
        onToggle={(event: ToggleEvent) => setOpen(event.newState === 'open')}
      >
        {open && <ShareContent />}
      </div>
    </>
  );
}
