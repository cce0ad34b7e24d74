import { isActive } from '../../store/training.ts';
import { MetaFigure } from '../figures/MetaFigure.tsx';
import { useReports } from '../hooks/useReports.ts';
import { useLabState } from '../LabContext.tsx';
import { HeldOutTable } from './HeldOutTable.tsx';
import { RunPanel } from './RunPanel.tsx';
import { StartForm } from './StartForm.tsx';

function Curves() {
  const reports = useReports();
  const theme = useLabState((s) => s.appearance.theme);
  if (reports.length > 0) return <MetaFigure reports={reports} theme={theme} />;
  return (
    <div className="drawer-empty">
      <p>
        <b>Nothing trained in this visit yet.</b> Each meta-step adapts to a few new tasks, scores the result on
        held-out points, and nudges the rule. The curves appear with the first one.
      </p>
    </div>
  );
}

/** The meta-training drawer: start or steer a run, its curves, its held-out losses. */
export function Drawer() {
  const open = useLabState((s) => s.appearance.drawer);
  const active = useLabState((s) => isActive(s.training.status));
  if (!open) return null;
  return (
    <section id="drawer" className="drawer" aria-label="Meta-training">
      <div className="drawer-left">{active ? <RunPanel /> : <StartForm />}</div>
      <div className="drawer-centre">
        <Curves />
      </div>
      <div className="drawer-right">
        <HeldOutTable />
      </div>
    </section>
  );
}
