import { useId } from 'react';
import type { AgentGroup } from '../../experiment/layout.ts';
import { groupsOf } from '../../viz/agents/agentData.ts';
import { rangeText } from '../../viz/agents/agentLegend.ts';
import { groupCaption } from '../../viz/agents/agentNames.ts';
import type { NetworkFrame } from '../../viz/agents/networkFrame.ts';
import type { NetworkLayout } from '../../viz/agents/networkLayout.ts';
import { DIVERGING, SEQUENTIAL } from '../../viz/common/palette.ts';
import type { AgentsLabelsProps } from './agentsProps.ts';
import { fitting, PLAIN } from './fitting.ts';

const WIDEST_BAR = 110;

interface Place {
  readonly x: number;
  readonly room: number;
}

/** Middle and room of a group's column. */
function columnRoom(layout: NetworkLayout, group: AgentGroup): Place | undefined {
  const column = layout.units.find((unit) => unit.group.id === group.id);
  if (column !== undefined) return { x: (column.x + column.right) / 2, room: column.right - column.x + 5 };
  const edges = layout.edges.find((edge) => edge.group.id === group.id);
  return edges === undefined ? undefined : { x: (edges.x0 + edges.x1) / 2, room: edges.x1 - edges.x0 };
}

/** The colour scale of one column, with its ends in numbers. */
function Scale({
  frame,
  group,
  at,
  fill,
}: {
  readonly frame: NetworkFrame;
  readonly group: AgentGroup;
  readonly at: Place;
  readonly fill: (signed: boolean) => string;
}) {
  const range = rangeText(frame, group);
  if (range === undefined) return null;
  const text = fitting([range, ...(range.endsWith('%') ? ['%'] : [])], at.room + 3, PLAIN);
  if (text === undefined) return null;
  const signed = frame.edges.get(group.id)?.signed ?? frame.units.get(group.id)?.signed ?? false;
  const width = Math.min(WIDEST_BAR, Math.max(text.length * PLAIN, at.room - 10), at.room);
  return (
    <g>
      <rect x={at.x - width / 2} y={37} width={width} height={4.5} rx={2} fill={`url(#${fill(signed)})`} />
      <text className="fig-caption fig-range" x={at.x} y={53} textAnchor="middle">
        {text}
      </text>
    </g>
  );
}

/** Above every column what it is, and its colours in numbers. */
export function AgentsHeads({ record, layout, frame, theme, under }: AgentsLabelsProps) {
  const { spec } = record.header;
  const id = useId();
  const fill = (signed: boolean) => `${id}${signed ? 'both' : 'one'}`;
  return (
    <g>
      {([true, false] as const).map((signed) => {
        const stops = (signed ? DIVERGING : SEQUENTIAL)[theme];
        return (
          <linearGradient key={String(signed)} id={fill(signed)}>
            {stops.map((stop, at) => (
              <stop key={at} offset={at / (stops.length - 1)} stopColor={stop} />
            ))}
          </linearGradient>
        );
      })}
      {groupsOf(spec).map((group) => {
        const at = columnRoom(layout, group);
        if (at === undefined || group.kind === 'loss') return null;
        const caption = groupCaption(spec, group);
        const last = caption.split(' ').at(-1) ?? caption;
        const text = fitting([caption, last, last.replace(/e?s$/, '')], at.room - 1, PLAIN);
        return (
          <g key={group.id}>
            {text !== undefined && (
              <text
                className={group.id === under ? 'fig-caption fig-caption-under' : 'fig-caption'}
                x={at.x}
                y={30}
                textAnchor="middle"
              >
                {text}
              </text>
            )}
            <Scale {...{ frame, group, at, fill }} />
          </g>
        );
      })}
    </g>
  );
}
