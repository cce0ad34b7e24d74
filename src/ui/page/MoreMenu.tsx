import { onDemand } from '../parts/onDemand.tsx';
import { Popover } from '../parts/Popover.tsx';

const POPOVER = 'more-popover';
const MoreContent = onDemand(async () => (await import('./MoreContent.tsx')).MoreContent);

/** On a phone: what the bar has no room for. */
export function MoreMenu() {
  return (
    <Popover id={POPOVER} icon="more" label="More" className="phone-only">
      <MoreContent onDone={() => document.getElementById(POPOVER)?.hidePopover()} />
    </Popover>
  );
}
