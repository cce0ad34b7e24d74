import type { EpisodeRecord } from '../../record/episode.ts';
import type { AgentRef, Moment } from '../../record/moment.ts';
import { agentIndex, meanRow, messageOut } from '../../viz/agents/agentData.ts';
import { agentName } from '../../viz/agents/agentNames.ts';
import { divergingColour } from '../../viz/common/colour.ts';
import type { Theme } from '../../viz/common/palette.ts';
import { curvePath, gridCell } from '../../viz/agents/curves.ts';
import type { NetworkFrame } from '../../viz/agents/networkFrame.ts';
import {
  edgeColumnOf,
  unitColumnOf,
  type EdgeColumn,
  type NetworkLayout,
  type NetworkView,
} from '../../viz/agents/networkLayout.ts';
import { CAPTIONS } from '../../viz/agents/networkPick.ts';
import { agentPlace } from '../../viz/agents/networkPlace.ts';
import { edgeTint } from '../../viz/agents/paintWeights.ts';
import { AgentsPath } from './AgentsPath.tsx';

export interface AgentsMarksProps {
  readonly record: EpisodeRecord;
  readonly moment: Moment;
  readonly theme: Theme;
  readonly layout: NetworkLayout;
  readonly frame: NetworkFrame;
  readonly view: NetworkView;
  readonly selection: AgentRef | undefined;
  /** The agent to compare with: dotted. */
  readonly pinned: AgentRef | undefined;
  /** Where the keyboard stands. */
  readonly cursor: AgentRef | undefined;
  /** Another agent is under the pointer. */
  readonly faded: boolean;
  /** Agents from the loss to the selected one, where they are followed. */
  readonly path: readonly AgentRef[] | undefined;
}

type SceneProps = Omit<AgentsMarksProps, 'selection' | 'pinned' | 'cursor' | 'faded' | 'path'>;

const STRIP = { width: 60, height: 12 } as const;
/** Rough width of a bold 11.5 px character. */
const CHARACTER = 6.4;

/** The selected weight's name and mean message, on its curve. */
function Tag({ record, moment, theme, layout, view, frame, agent }: SceneProps & { readonly agent: AgentRef }) {
  const place = agentPlace(layout, view, agent);
  if (place === undefined) return null;
  const name = agentName(record.header.spec, agent);
  const message = frame.edges.get(agent.group)?.spoken === true ? messageOut(record, agent, moment.step) : undefined;
  const values = message === undefined ? undefined : meanRow(message);
  const wide = name.length * CHARACTER + 14;
  const x = Math.max(wide / 2 + 2, Math.min(layout.width - wide / 2 - 2, place.x));
  const left = x - STRIP.width / 2;
  const top = place.y - STRIP.height / 2;
  const cell = STRIP.width / (values?.length ?? 1);
  // Not over the numbers of the scale.
  const nameTop = top - 23 < CAPTIONS.bottom ? top + STRIP.height + 6 : top - 23;
  return (
    <g>
      <rect
        className="fig-tag-frame"
        x={left - 2.5}
        y={top - 2.5}
        width={STRIP.width + 5}
        height={STRIP.height + 5}
        rx={4}
      />
      {Array.from(values ?? [], (value, c) => (
        <rect
          key={c}
          x={left + c * cell}
          y={top}
          width={cell + 0.1}
          height={STRIP.height}
          fill={divergingColour(theme, value)}
        />
      ))}
      {values === undefined && (
        <text className="fig-tag-empty" x={x} y={place.y + 3.5} textAnchor="middle">
          {record.header.brief === true ? '…' : frame.edges.get(agent.group)?.spoken === true ? 'not kept' : 'not yet'}
        </text>
      )}
      <rect className="fig-tag" x={x - wide / 2} y={nameTop} width={wide} height={17} rx={4} />
      <text className="fig-tag-name" x={x} y={nameTop + 12.4} textAnchor="middle">
        {name}
      </text>
    </g>
  );
}

function edgeColour(frame: NetworkFrame, column: EdgeColumn, agent: AgentRef, theme: Theme): string {
  const edges = frame.edges.get(column.group.id);
  if (edges?.shown !== true) return 'var(--line2)';
  return edgeTint(edges, agentIndex(column.group, agent.unit), theme, 0.35);
}

/** The frame of a weight's cell; cells of wide layers are smaller than a mark can be. */
function cellBox(edge: EdgeColumn, i: number, j: number) {
  const cell = gridCell(edge, i, j);
  if (cell === undefined) return undefined;
  const [width, height] = [Math.max(8, cell.width + 1), Math.max(8, cell.height + 1)];
  return { x: cell.x + (cell.width - width) / 2, y: cell.y + (cell.height - height) / 2, width, height, rx: 2.5 };
}

/** The agent to compare with, dotted. */
function Pinned({ layout, view, agent }: SceneProps & { readonly agent: AgentRef }) {
  const [i = 0, j = 0] = agent.unit;
  const edge = edgeColumnOf(layout, agent);
  if (edge === undefined) return <Ring layout={layout} view={view} agent={agent} className="fig-pin" />;
  const box = view === 'grid' ? cellBox(edge, i, j) : undefined;
  if (box !== undefined) {
    return (
      <>
        <rect className="fig-cell-halo" {...box} />
        <rect className="fig-pin" {...box} />
      </>
    );
  }
  const path = curvePath(edge, i, j);
  return (
    <>
      <path className="fig-edge-halo" d={path} />
      <path className="fig-pin" d={path} />
    </>
  );
}

function Selected(props: SceneProps & { readonly agent: AgentRef }) {
  const { layout, frame, view, theme, agent } = props;
  const [i = 0, j = 0] = agent.unit;
  const edge = edgeColumnOf(layout, agent);
  if (edge === undefined) return <Ring layout={layout} view={view} agent={agent} className="fig-ring" />;
  const box = view === 'grid' ? cellBox(edge, i, j) : undefined;
  if (box !== undefined) {
    return (
      <g>
        <rect className="fig-cell-halo" {...box} />
        <rect className="fig-cell-mark" {...box} />
      </g>
    );
  }
  const path = curvePath(edge, i, j);
  return (
    <g>
      <path className="fig-edge-halo" d={path} />
      <path className="fig-edge-mark" d={path} />
      <path className="fig-edge-core" d={path} stroke={edgeColour(frame, edge, agent, theme)} />
      <Tag {...props} />
    </g>
  );
}

function Ring({
  layout,
  view,
  agent,
  className,
}: {
  readonly layout: NetworkLayout;
  readonly view: NetworkView;
  readonly agent: AgentRef;
  readonly className: string;
}) {
  const column = unitColumnOf(layout, agent);
  const place = agentPlace(layout, view, agent);
  if (place === undefined) return null;
  const radius = column === undefined ? 7 : column.group.kind === 'loss' ? 12 : Math.max(5, column.dotRadius + 3.8);
  return <circle className={className} cx={place.x} cy={place.y} r={radius} />;
}

/** Selection and keyboard cursor, above the canvases. */
export function AgentsMarks(props: AgentsMarksProps) {
  const { layout, view, selection, pinned, cursor, path } = props;
  const cursorEdge = cursor === undefined ? undefined : edgeColumnOf(layout, cursor);
  const cursorPath =
    cursor !== undefined && cursorEdge !== undefined && (view === 'lines' || cursorEdge.grid === undefined)
      ? curvePath(cursorEdge, cursor.unit[0] ?? 0, cursor.unit[1] ?? 0)
      : undefined;
  return (
    <svg className="fig-layer" width={layout.width} height={layout.height} aria-hidden="true">
      {path !== undefined && <AgentsPath layout={layout} view={view} path={path} />}
      {pinned !== undefined && (
        <g data-testid="agents-pinned">
          <Pinned {...props} agent={pinned} />
        </g>
      )}
      {selection !== undefined && (
        <g className={props.faded ? 'fig-faded' : undefined}>
          <Selected {...props} agent={selection} />
        </g>
      )}
      {cursorPath !== undefined && <path className="fig-cursor" d={cursorPath} />}
      {cursor !== undefined && <Ring layout={layout} view={view} agent={cursor} className="fig-cursor" />}
    </svg>
  );
}
