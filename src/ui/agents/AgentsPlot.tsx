import { useEffect, useMemo, useRef } from 'react';
import type { AgentRef } from '../../record/moment.ts';
import { pathFromLoss } from '../../viz/agents/agentPath.ts';
import { agentName } from '../../viz/agents/agentNames.ts';
import { groupsOf } from '../../viz/agents/agentData.ts';
import { networkFrame } from '../../viz/agents/networkFrame.ts';
import { minimumWidth, networkLayout } from '../../viz/agents/networkLayout.ts';
import { pickAgent, pickGroup } from '../../viz/agents/networkPick.ts';
import { agentPlace } from '../../viz/agents/networkPlace.ts';
import { zoomedLayout } from '../../viz/agents/zoom.ts';
import type { AgentsPlotProps } from './agentsProps.ts';
import { AgentsFoot } from './AgentsFoot.tsx';
import { AgentsLabels } from './AgentsLabels.tsx';
import { AgentsLayers } from './AgentsLayers.tsx';
import { AgentsMarks } from './AgentsMarks.tsx';
import { agentFacts, AgentTooltip } from './AgentTooltip.tsx';
import { ScaleSelects } from './ScaleSelects.tsx';
import { sameAgent } from '../../viz/agents/sameAgent.ts';
import { useAgentInput } from './useAgentInput.ts';
import { SEEN, useAway } from '../hooks/useAway.ts';
import { useMade } from '../hooks/useDue.ts';
import { useHeld } from '../hooks/useHeld.ts';
import { useSize } from '../parts/useSize.ts';
import { useZoom } from './useZoom.ts';
import { ZoomButtons } from './ZoomButtons.tsx';

/** The agent the keyboard stands on, for screen readers. */
function Spoken({
  record,
  moment,
  agent,
}: Pick<AgentsPlotProps, 'record' | 'moment'> & { readonly agent: AgentRef | undefined }) {
  const facts = agent === undefined ? [] : agentFacts(record, moment, agent).map((fact) => fact.join(' '));
  return (
    <p className="fig-hidden" aria-live="polite">
      {agent === undefined ? '' : [agentName(record.header.spec, agent), ...facts].join(', ')}
    </p>
  );
}

/** Geometry, frame, path, zoom and input of the drawing in `width` x `height` CSS pixels. */
function useAgentsScene(props: AgentsPlotProps, width: number, height: number) {
  const { record, moment, selection, onSelect, onPin = onSelect, onGroup, colour, size, scale, view } = props;
  const { spec } = record.header;
  const whole = useMemo(() => networkLayout(spec, width, height), [spec, width, height]);
  const centre = useMemo(() => selection && agentPlace(whole, view, selection), [whole, view, selection]);
  const { zoom, ready: zooms, ref, show, ...zooming } = useZoom(width, height, centre);
  const layout = useMemo(() => zoomedLayout(whole, zoom), [whole, zoom]);
  const frame = useMemo(() => networkFrame(record, moment, colour, size, scale), [record, moment, colour, size, scale]);
  const path = useMemo(
    () => (!props.path ? undefined : selection === undefined ? [] : pathFromLoss(record, selection, moment.step)),
    [props.path, record, selection, moment.step],
  );
  const input = useAgentInput({
    layout,
    onSelect,
    onPin,
    onGroup,
    onMove: (to) => {
      const place = agentPlace(whole, view, to);
      if (place !== undefined) show(place);
    },
    onZoom: (way) => zooming[way](),
    pick: ({ x, y }) => pickAgent(layout, frame, view, x, y),
    pickGroup: ({ x, y }) => (onGroup === undefined ? undefined : pickGroup(layout, x, y)),
    start: selection ?? { group: groupsOf(spec).at(-1)?.id ?? '', unit: [0] },
  });
  return { layout, frame, path, k: zoom.k, ref, zooms, zooming, ...input };
}

/** The drawing with its pointer and keyboard handling; it is made once it is in sight, and holds still out of sight. */
export function AgentsPlot(now: AgentsPlotProps) {
  const { record, theme, selection, pinned, colour, size, view, playing, onWidth } = now;
  const { spec } = record.header;
  const holder = useRef<HTMLDivElement>(null);
  const away = useAway(holder, SEEN);
  const due = useMade(away, playing);
  const moment = useHeld(now.moment, away && playing, record);
  const props = { ...now, moment };
  const room = useSize(holder);
  const width = Math.max(room.width, minimumWidth(spec));
  const { layout, frame, path, k, ref, zooms, zooming, hover, caption, cursor, handlers } = useAgentsScene(
    props,
    width,
    room.height,
  );
  useEffect(() => {
    if (room.width > 0) onWidth(room.width);
  }, [room.width, onWidth]);
  const shown = hover?.agent ?? cursor;
  const ready = due && room.width > 0 && room.height > 0;
  const scene = { record, moment, theme, layout, frame, view };
  const near = k > 1;
  const pointer = hover !== undefined || caption !== undefined ? 'pointer' : near ? 'grab' : 'default';
  const style = { width, height: room.height, cursor: pointer };
  const faded = hover !== undefined && !sameAgent(hover.agent, selection);
  return (
    <>
      <div ref={holder} className="fig-plot fig-agents-plot">
        {ready && (
          <div
            {...handlers}
            ref={ref}
            className="fig-network"
            data-zoomed={near}
            data-zoom={k.toFixed(2)}
            role="application"
            tabIndex={0}
            aria-label={props.summary}
            style={style}
          >
            <AgentsLabels {...scene} room={room.width} under={caption} />
            <AgentsLayers {...props} layout={layout} frame={frame} focus={shown} path={path} />
            <AgentsMarks {...scene} {...{ selection, pinned, cursor, faded, path }} />
            {shown !== undefined && <AgentTooltip {...scene} agent={shown} anchor={hover?.at} />}
          </div>
        )}
        {ready && zooms && <ZoomButtons {...zooming} k={k} />}
        <Spoken record={record} moment={moment} agent={cursor} />
      </div>
      {room.height > 0 && (
        <AgentsFoot {...{ record, moment, theme, colour, size, path }}>
          <ScaleSelects scale={props.scale} onChange={props.onScale} />
        </AgentsFoot>
      )}
    </>
  );
}
