import { useLayoutEffect, useRef } from 'react';

import { isActive } from '../../store/meta/training.ts';
import { MetaFigure } from './MetaFigure.tsx';
import { useReports } from '../hooks/useReports.ts';
import { useLabState } from '../LabContext.tsx';
import { MetaTools, ProbeMap } from './ProbeMap.tsx';
import { HeldOutTable } from './HeldOutTable.tsx';
import { RunPanel } from './RunPanel.tsx';
import { StartForm } from './StartForm.tsx';

function Curves() {
  const reports = useReports();
  const theme = useLabState((s) => s.appearance.theme);
  const view = useLabState((s) => s.appearance.metaView);
  const smoothing = useLabState((s) => s.appearance.smoothing);
  if (reports.length > 0 && view === 'map') return <ProbeMap />;
  if (reports.length > 0)
    return <MetaFigure reports={reports} theme={theme} smoothing={smoothing} tools={<MetaTools />} />;
  return (
    <div className="drawer-empty">
      <p>
        <b>Nothing trained in this visit yet.</b> Each meta-step adapts to a few new tasks, scores the result on
        held-out points, and nudges the rule. The curves appear with the first one.
      </p>
    </div>
  );
}

/** The meta-training drawer: start or steer a run, its curves, its held-out losses. The form stays as it was left. */
export function Drawer() {
  const open = useLabState((s) => s.appearance.drawer);
  const active = useLabState((s) => isActive(s.training.status));
  const drawer = useRef<HTMLElement>(null);
  // Closed from the keyboard: what had the focus is gone, the button that opens it again is next of kin.
  useLayoutEffect(() => {
    if (!open && drawer.current?.contains(document.activeElement) === true)
      document.getElementById('drawer-toggle')?.focus();
  }, [open]);
  return (
    <section ref={drawer} id="drawer" className="drawer" aria-label="Meta-training" hidden={!open}>
      <div className="drawer-left">
        <div hidden={active}>
          <StartForm />
        </div>
        {open && active && <RunPanel />}
      </div>
      <div className="drawer-centre">{open && <Curves />}</div>
      <div className="drawer-right">{open && <HeldOutTable />}</div>
    </section>
  );
}
