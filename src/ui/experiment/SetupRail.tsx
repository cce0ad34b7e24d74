import { useEffect, useRef } from 'react';

import { changedSettings, changeWords, pendingSettings } from '../../store/ablation/ablation.ts';
import { specInUse } from '../../store/experiment/experiment.ts';
import { grouped, lossText } from '../../viz/common/format.ts';
import { useDue } from '../hooks/useDue.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { onDemand } from '../parts/onDemand.tsx';
import { ExperimentSelect } from '../page/ExperimentSelect.tsx';
import { RailRow } from './RailRow.tsx';
import { RulePanel } from './RulePanel.tsx';
import { TaskPanel } from './TaskPanel.tsx';

const AblationPanel = onDemand(async () => (await import('../ablation/AblationPanel.tsx')).AblationPanel);
const NetworkPanel = onDemand(async () => (await import('../network/NetworkPanel.tsx')).NetworkPanel);
const EvaluatePanel = onDemand(async () => (await import('../evaluation/EvaluatePanel.tsx')).EvaluatePanel);
const SavedRules = onDemand(async () => (await import('./SavedRules.tsx')).SavedRules);

/** The rule's settings as switches. */
function Ablations() {
  const { from, to } = useLabState((s) => s.ablation);
  const inUse = useLabState((s) => specInUse(s.experiment).rule);
  const pending = useLabState((s) => pendingSettings(s) !== undefined);
  const switched = from !== undefined && to !== undefined && changedSettings(inUse, to).length === 0;
  const result = pending ? 'to be trained' : switched ? changeWords(from.spec.rule, to).join(', ') : 'as trained';
  return (
    <RailRow name="Ablations" result={result} wanted={pending || switched}>
      <AblationPanel />
    </RailRow>
  );
}

function Evaluate() {
  const { running, finished } = useLabState((s) => s.evaluation);
  const found = finished?.report;
  const result =
    running !== undefined
      ? `${grouped(running.tasksDone)} of ${grouped(running.tasks)}`
      : found === undefined
        ? 'on fresh tasks'
        : `${grouped(found.tasks)} tasks: ${lossText(found.meanLoss[found.steps] ?? NaN)}`;
  return (
    <RailRow name="Evaluate" result={result}>
      <EvaluatePanel />
    </RailRow>
  );
}

function Kept() {
  const count = useLabState((s) => s.experiment.saved.length);
  return (
    <RailRow name="Kept in this browser" result={count === 0 ? 'none yet' : grouped(count)}>
      <SavedRules />
    </RailRow>
  );
}

/** Task and rule: the left rail, or a sheet in the narrow layout. */
export function SetupRail() {
  const lab = useLab();
  const open = useLabState((s) => s.appearance.setup);
  const rail = useRef<HTMLElement>(null);
  const close = () => lab.appearance.close('setup');
  const { due } = useDue(rail);
  const wasOpen = useRef(open);
  useEffect(() => {
    if (open) rail.current?.querySelector<HTMLElement>('button, input')?.focus();
    else if (wasOpen.current) document.getElementById('setup-button')?.focus();
    wasOpen.current = open;
  }, [open]);
  return (
    <>
      {open && <div className="scrim narrow-only" onClick={close} />}
      <aside id="setup" ref={rail} className={open ? 'rail rail-left rail-open' : 'rail rail-left'} aria-label="Setup">
        <div className="sheet-head narrow-only">
          <h2>Setup</h2>
          <IconButton icon="close" label="Close setup" onClick={close} />
        </div>
        {(due || open) && (
          <>
            <ExperimentSelect className="rail-select wide-700" />
            <TaskPanel />
            <div className="network-place">
              <NetworkPanel />
            </div>
            <RulePanel />
            <Ablations />
            <Evaluate />
            <Kept />
          </>
        )}
      </aside>
    </>
  );
}
