import { useLayoutEffect, useRef, useState } from 'react';

import { useLabState } from '../LabContext.tsx';
import { onDemand } from '../parts/onDemand.tsx';

const DrawerContent = onDemand(async () => (await import('./DrawerContent.tsx')).DrawerContent);

/** The meta-training drawer: start or steer a run, its curves, its held-out losses; loaded when first opened. */
export function Drawer() {
  const open = useLabState((s) => s.appearance.drawer);
  const [seen, setSeen] = useState(open);
  if (open && !seen) setSeen(true);
  const drawer = useRef<HTMLElement>(null);
  // Closed from the keyboard: what had the focus is gone, the button that opens it again is next of kin.
  useLayoutEffect(() => {
    if (!open && drawer.current?.contains(document.activeElement) === true)
      document.getElementById('drawer-toggle')?.focus();
  }, [open]);
  return (
    <section ref={drawer} id="drawer" className="drawer" aria-label="Meta-training" hidden={!open}>
      {seen && <DrawerContent open={open} />}
    </section>
  );
}
