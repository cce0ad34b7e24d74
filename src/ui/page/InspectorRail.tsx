import { useMemo, useRef, useState, type ReactNode } from 'react';

import type { OnRequest } from '../../record/agentChannel.ts';
import type { EpisodeRecord } from '../../record/episode.ts';
import type { AgentRef, Moment } from '../../record/moment.ts';
import { useDue } from '../hooks/useDue.ts';
import { useHeld } from '../hooks/useHeld.ts';
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

const FIRST: Moment = { step: 1, phase: 0 };

/** The moment on show; while it plays out of sight, the one before, of the same record. */
function useMoment(record: EpisodeRecord, away: boolean): Moment {
  const now = useLabState((s) => (away && s.playback.playing ? undefined : s.playback.moment));
  return useHeld(now ?? FIRST, now === undefined, record);
}

function Content({ record, away }: { readonly record: EpisodeRecord; readonly away: boolean }) {
  const lab = useLab();
  const moment = useMoment(record, away);
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
    <>
      <Fold title="Intervene" part={<ChangePanel />} wanted={changed} />
      <Fold title={findings ? `Findings ${findings}` : 'Findings'} part={<Findings />} />
      <Fold title="Against the gradient" part={<AgreementPanel />} />
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
    </>
  );
}

/** The right rail: the selected agent, read in full. */
export function InspectorRail() {
  const rail = useRef<HTMLElement>(null);
  useVisibility(rail, 'inspector');
  const { due, away } = useDue(rail);
  const record = useLabState((s) => s.experiment.record);
  // What an agent said comes with the whole record.
  const whole = record?.header.brief ? undefined : record;
  return (
    <aside ref={rail} className="rail rail-right" aria-label="Inspector">
      {due && whole !== undefined && <Content record={whole} away={away} />}
    </aside>
  );
}
