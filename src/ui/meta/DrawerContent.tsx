import { isActive } from '../../store/meta/training.ts';
import { MetaFigure } from './MetaFigure.tsx';
import { useReports } from '../hooks/useReports.ts';
import { useLabState } from '../LabContext.tsx';
import { MetaTools, ProbeMap } from './ProbeMap.tsx';
import { HeldOutTable } from './HeldOutTable.tsx';
import { ResumeButton } from './ResumeButton.tsx';
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
      <ResumeButton />
    </div>
  );
}

/** Form or run, curves, held-out losses. The form stays as it was left while the drawer is closed. */
export function DrawerContent({ open }: { readonly open: boolean }) {
  const active = useLabState((s) => isActive(s.training.status));
  const reports = useReports();
  // The curve of a run that was cut off is back; without one the button stands in its place.
  const cutOff = useLabState((s) => s.training.settings === undefined) && reports.length > 0;
  return (
    <>
      <div className="drawer-left">
        <div hidden={active}>
          {cutOff && <ResumeButton />}
          <StartForm />
        </div>
        {open && active && <RunPanel />}
      </div>
      <div className="drawer-centre">{open && <Curves />}</div>
      <div className="drawer-right">{open && <HeldOutTable />}</div>
    </>
  );
}
