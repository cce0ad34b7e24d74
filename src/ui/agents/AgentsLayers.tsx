import { useCallback, useRef } from 'react';
import type { AgentRef } from '../../record/moment.ts';
import type { NetworkFrame } from '../../viz/agents/networkFrame.ts';
import { edgeColumnOf, type NetworkLayout } from '../../viz/agents/networkLayout.ts';
import { paintAgent, paintNetwork } from '../../viz/agents/networkPaint.ts';
import { outlineCell } from '../../viz/agents/paintWeights.ts';
import { relatedAgents } from '../../viz/agents/networkRelations.ts';
import { clockOf } from '../../viz/clocks/turns.ts';
import type { AgentsPlotProps } from './agentsProps.ts';
import { Canvas } from '../parts/Canvas.tsx';
import { usePackets } from './usePackets.ts';

export interface AgentsLayersProps extends Omit<AgentsPlotProps, 'path'> {
  readonly layout: NetworkLayout;
  readonly frame: NetworkFrame;
  /** Under the pointer or the keyboard: everything else fades. */
  readonly focus: AgentRef | undefined;
  /** Agents from the loss to the selected one: they stay bright. */
  readonly path: readonly AgentRef[] | undefined;
}

const NO_PATH: readonly AgentRef[] = [];

/** Three canvases: the network, the packets on their way, and the agent in focus with those it talks to. */
export function AgentsLayers(props: AgentsLayersProps) {
  const { record, moment, theme, playing, speed, view, layout, frame, focus, path = NO_PATH } = props;
  const { spec } = record.header;
  const { width, height } = layout;
  const packets = useRef<HTMLCanvasElement>(null);
  usePackets(packets, { layout, frame, view, theme, playing, speed });
  const paintBase = useCallback(
    (ctx: CanvasRenderingContext2D) => {
      paintNetwork(ctx, layout, frame, view, theme);
    },
    [layout, frame, view, theme],
  );
  const paintFocus = useCallback(
    (ctx: CanvasRenderingContext2D) => {
      for (const ref of path) paintAgent(ctx, layout, frame, view, ref, theme);
      if (focus === undefined) return;
      for (const related of relatedAgents(spec, focus)) paintAgent(ctx, layout, frame, view, related, theme);
      paintAgent(ctx, layout, frame, view, focus, theme);
      const weights = view === 'grid' ? edgeColumnOf(layout, focus) : undefined;
      if (weights !== undefined) outlineCell(ctx, weights, focus.unit, theme);
    },
    [spec, focus, path, layout, frame, view, theme],
  );
  const flash = playing && clockOf(spec).phases[moment.phase]?.kind === 'update';
  return (
    <>
      <div className={focus === undefined && path.length === 0 ? 'fig-layer' : 'fig-layer fig-faded'}>
        <Canvas
          className={flash ? 'fig-layer fig-flash' : 'fig-layer'}
          width={width}
          height={height}
          paint={paintBase}
        />
        <canvas ref={packets} className="fig-layer" style={{ width, height }} aria-hidden="true" />
      </div>
      <Canvas className="fig-layer" width={width} height={height} paint={paintFocus} />
    </>
  );
}
