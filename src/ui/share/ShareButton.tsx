import { useLabState } from '../LabContext.tsx';
import { onDemand } from '../parts/onDemand.tsx';
import { Popover } from '../parts/Popover.tsx';

const ShareContent = onDemand(async () => (await import('./ShareContent.tsx')).ShareContent);

/** A link to this moment, or a frame for another page. */
export function ShareButton() {
  const ready = useLabState((s) => s.experiment.rule !== undefined && s.session.backend !== undefined);
  return (
    <Popover id="share-popover" icon="link" label="Share" disabled={!ready}>
      <ShareContent />
    </Popover>
  );
}
