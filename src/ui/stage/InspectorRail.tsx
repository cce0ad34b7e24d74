import { useRef } from 'react';

import { useVisibility } from '../hooks/useVisibility.ts';
import { Inspector } from '../inspector/Inspector.tsx';
import { useLab, useLabState } from '../LabContext.tsx';

/** The right rail: the selected agent, read in full. */
export function InspectorRail() {
  const lab = useLab();
  const rail = useRef<HTMLElement>(null);
  useVisibility(rail, 'inspector');
  const record = useLabState((s) => s.experiment.record);
  const moment = useLabState((s) => s.playback.moment);
  const theme = useLabState((s) => s.appearance.theme);
  const { agent, point } = useLabState((s) => s.selection);
  return (
    <aside ref={rail} className="rail rail-right" aria-label="Inspector">
      {record !== undefined && (
        <Inspector
          record={record}
          moment={moment}
          theme={theme}
          selection={agent}
          point={point}
          onPoint={(n) => lab.pickPoint(n)}
        />
      )}
    </aside>
  );
}
