import { useMemo, useRef, useState, type ReactNode } from 'react';

import type { OnRequest } from '../../record/agentChannel.ts';
import type { AgentRef } from '../../record/moment.ts';
import { useVisibility } from '../hooks/useVisibility.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { onDemand } from '../parts/onDemand.tsx';

const Inspector = onDemand(async () => (await import('../inspector/Inspector.tsx')).Inspector);
const ChangePanel = onDemand(async () => (await import('../touch/ChangePanel.tsx')).ChangePanel);
const Findings = onDemand(async () => (await import('../touch/Findings.tsx')).Findings);
const AgreementPanel = onDemand(async () => (await import('../agreement/AgreementPanel.tsx')).AgreementPanel);

interface FoldProps {
  readonly title: string;
  readonly part: ReactNode;
  /** Something happened that it is about: it opens, and may be closed again. */
  readonly wanted?: boolean;
}

/** A part that is there, and asks for what it needs, while it is open. */
function Fold({ title, part, wanted = false }: FoldProps) {
  const [open, setOpen] = useState(wanted);
  const [before, setBefore] = useState(wanted);
  if (wanted !== before) {
    setBefore(wanted);
    if (wanted) setOpen(true);
  }
  return (
    <details className="rail-change" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {open && part}
    </details>
  );
}

/** The right rail: the selected agent, read in full. */
export function InspectorRail() {
  const lab = useLab();
  const rail = useRef<HTMLElement>(null);
  useVisibility(rail, 'inspector');
  const known = useLabState((s) => s.experiment.record);
  // What an agent said comes with the whole record.
  const record = known?.header.brief ? undefined : known;
  const moment = useLabState((s) => s.playback.moment);
  const theme = useLabState((s) => s.appearance.theme);
  const { agent, pinned, whole, point } = useLabState((s) => s.selection);
  const changed = useLabState((s) => s.experiment.probe.interventions !== undefined);
  const findings = useLabState((s) => s.touch.findings?.length);
  const actions = useMemo(
    () => ({
      onSelect: (ref: AgentRef | undefined) => lab.select(ref),
      onCompare: () => lab.compare(),
      onSwap: () => lab.swapCompared(),
      onWhole: () => lab.wholeLayer(),
      onOpen: () => lab.appearance.open('inside'),
      onNeed: (part: OnRequest) => lab.need(part),
    }),
    [lab],
  );
  return (
    <aside ref={rail} className="rail rail-right" aria-label="Inspector">
      {record !== undefined && (
        <>
          <Fold title="Intervene" part={<ChangePanel />} wanted={changed} />
          <Fold title={findings ? `Findings ${findings}` : 'Findings'} part={<Findings />} />
          <Fold title="Against the gradient" part={<AgreementPanel />} />
        </>
      )}
      {record !== undefined && (
        <Inspector
          record={record}
          moment={moment}
          theme={theme}
          selection={agent}
          pinned={pinned}
          whole={whole}
          actions={actions}
          point={point}
          onPoint={(n) => lab.pickPoint(n)}
        />
      )}
    </aside>
  );
}
