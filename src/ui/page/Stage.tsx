import { supportStep } from '../../tasks/draw.ts';
import { useEffect, useMemo, useRef } from 'react';

import { REQUESTED_FOR, type OnRequest } from '../../record/agentChannel.ts';
import { heldOutLosses } from '../../record/sections.ts';
import { AgentsFigure } from '../agents/AgentsFigure.tsx';
import { FitFigure } from '../fit/FitFigure.tsx';
import { useBegun } from '../hooks/useBegun.ts';
import { useVisibility } from '../hooks/useVisibility.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { drawnLanes, LaneChips, ownLane } from '../fit/LaneChips.tsx';
import { onDemand } from '../parts/onDemand.tsx';
import { OutsideTraining } from '../target/OutsideTraining.tsx';
import { batchOf } from '../../viz/fit/fitGeometry.ts';
import { mapOnShow } from '../../store/touch/measuring.ts';
import { Guard } from './Guard.tsx';
import { Headline } from './Headline.tsx';
import { runBefore } from '../../store/ablation/ablation.ts';
import { LoadingFigure } from './LoadingFigure.tsx';
import { Notices } from './Notices.tsx';

const TargetOverlay = onDemand(async () => (await import('../target/TargetOverlay.tsx')).TargetOverlay);
const InsideRule = onDemand(async () => (await import('../inside/InsideRule.tsx')).InsideRule);
const LesionFigure = onDemand(async () => (await import('../touch/LesionFigure.tsx')).LesionFigure);
const DrawTools = onDemand(async () => (await import('../target/DrawTools.tsx')).DrawTools);

function Fit() {
  const record = useLabState((s) => s.experiment.record);
  const moment = useLabState((s) => s.playback.moment);
  const preview = useLabState((s) => s.playback.preview);
  const theme = useLabState((s) => s.appearance.theme);
  const manifest = useLabState((s) => s.experiment.manifest);
  const rule = useLabState((s) => s.experiment.rule);
  const lanesSlice = useLabState((s) => s.lanes);
  const lanes = useMemo(
    () => drawnLanes({ lanes: lanesSlice, experiment: { record, manifest } }),
    [lanesSlice, record, manifest],
  );
  const ablation = useLabState((s) => s.ablation);
  const ruleKey = useLabState((s) => s.experiment.ruleKey);
  const begun = useBegun();
  if (record === undefined || !begun) return <LoadingFigure />;
  const own = ownLane({ record, manifest, rule }, heldOutLosses(record), lanesSlice.adapted?.stepMs['own']);
  return (
    <FitFigure
      record={record}
      moment={moment}
      theme={theme}
      preview={preview}
      lanes={lanes}
      own={own}
      before={runBefore({ ablation, experiment: { record, rule, ruleKey } })}
      pencil={<DrawTools />}
      tools={<LaneChips />}
      note={<OutsideTraining />}
      overlay={(scales, hold) => (
        <TargetOverlay
          scales={scales}
          hold={hold}
          points={batchOf(record, moment.step)}
          step={supportStep(record.header.spec, moment.step)}
        />
      )}
    />
  );
}

/** Records hold the part while it is drawn. */
function useRequest(part: OnRequest | undefined): void {
  const lab = useLab();
  useEffect(() => (part === undefined ? undefined : lab.need(part)), [lab, part]);
}

/** The network of agents, or the selected one's rule opened. */
export function Agents() {
  const lab = useLab();
  const record = useLabState((s) => s.experiment.record);
  const { moment, playing, speed } = useLabState((s) => s.playback);
  const theme = useLabState((s) => s.appearance.theme);
  const { agent: selection, pinned } = useLabState((s) => s.selection);
  const view = useLabState((s) => s.appearance.agentsView);
  const colour = useLabState((s) => s.appearance.lineColour);
  const size = useLabState((s) => s.appearance.agentSize);
  const path = useLabState((s) => s.appearance.followPath);
  const scale = useLabState((s) => s.appearance.colourScale);
  const inside = useLabState((s) => s.appearance.inside);
  const mapped = useLabState((s) => mapOnShow(s) !== undefined);
  useRequest(REQUESTED_FOR[colour]);
  useRequest(size && REQUESTED_FOR[size]);
  const begun = useBegun();
  if (record === undefined || !begun) return null;
  if (inside && selection !== undefined && !record.header.brief)
    return <InsideRule record={record} agent={selection} />;
  if (mapped) return <LesionFigure />;
  return (
    <AgentsFigure
      record={record}
      moment={moment}
      theme={theme}
      playing={playing}
      speed={speed}
      selection={selection}
      pinned={pinned}
      onSelect={(agent) => lab.select(agent)}
      onPin={(agent) => lab.pinFor(agent)}
      onGroup={(group) => lab.wholeLayer(group)}
      style={{ view, colour, size, path, scale }}
      onStyle={(to) => lab.appearance.drawAgents(to)}
    />
  );
}

/** The centre: headline, notices, Fit, Agents. */
export function Stage() {
  const agents = useRef<HTMLDivElement>(null);
  useVisibility(agents, 'agents');
  return (
    <main id="figures" className="stage" tabIndex={-1}>
      <Notices />
      <Headline />
      <div className="stage-fit">
        <Guard name="Fit">
          <Fit />
        </Guard>
      </div>
      <div ref={agents} className="stage-agents">
        <Guard name="Agents">
          <Agents />
        </Guard>
      </div>
    </main>
  );
}
