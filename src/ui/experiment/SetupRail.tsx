import { useEffect, useRef } from 'react';

import { useLab, useLabState } from '../LabContext.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { EvaluatePanel } from '../evaluation/EvaluatePanel.tsx';
import { AblationPanel } from '../ablation/AblationPanel.tsx';
import { RulePanel } from './RulePanel.tsx';
import { SavedRules } from './SavedRules.tsx';
import { TaskPanel } from './TaskPanel.tsx';

/** Task and rule: the left rail, or a sheet in the narrow layout. */
export function SetupRail() {
  const lab = useLab();
  const open = useLabState((s) => s.appearance.setup);
  const rail = useRef<HTMLElement>(null);
  const close = () => lab.appearance.close('setup');
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
        <TaskPanel />
        <RulePanel />
        <AblationPanel />
        <EvaluatePanel />
        <SavedRules />
      </aside>
    </>
  );
}
