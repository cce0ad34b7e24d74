import { useCallback, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { agentsIn } from '../../experiment/layout.ts';
import type { AgentChannel } from '../../record/agentChannel.ts';
import type { KeyRow } from '../../store/page/keyMap.ts';
import { channelInfo } from '../../viz/agents/agentChannels.ts';
import { agentIndex } from '../../viz/agents/agentData.ts';
import { agentName } from '../../viz/agents/agentNames.ts';
import { channelColour } from '../../viz/common/colour.ts';
import { agentsOfGroup } from '../../record/moment.ts';
import { fixed, signed } from '../../viz/common/format.ts';
import { takeKey } from '../hooks/useKeys.ts';
import { Cells } from './Cells.tsx';
import type { InspectorActions } from './Head.tsx';
import type { SectionProps } from './sectionProps.ts';

export interface AgentMatrixProps extends SectionProps {
  /** One number per agent, in the order of `agentIndex`. */
  readonly values: Float32Array;
  readonly channel: AgentChannel;
  readonly actions: InspectorActions | undefined;
}

/** Beyond this many cells none could be told from the next. */
const MOST_CELLS = 4000;
const CELL = { least: 5, most: 13 } as const;

/** Arrows lead so many cells on; Enter chooses. */
const keysOf = (columns: number): KeyRow<number | 'choose'> => ({
  on: { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, Enter: 'choose' },
});

/** Pointer and keyboard over a grid of cells; keys it uses do not reach the page's shortcuts. */
function useCells(count: number, columns: number, start: number, onChoose: (at: number) => void) {
  const [under, setUnder] = useState<number>();
  const at = under ?? start;
  const cellOf = ({ currentTarget, clientX, clientY }: MouseEvent<HTMLElement>): number => {
    const box = currentTarget.getBoundingClientRect();
    const column = Math.min(columns - 1, Math.floor(((clientX - box.left) / box.width) * columns));
    const rows = count / columns;
    return Math.min(rows - 1, Math.floor(((clientY - box.top) / box.height) * rows)) * columns + column;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = takeKey([keysOf(columns)], event);
    if (by === undefined) return;
    if (by === 'choose') onChoose(at);
    else setUnder(at + by >= 0 && at + by < count ? at + by : at);
  };
  const handlers = {
    onKeyDown,
    onMouseMove: (event: MouseEvent<HTMLElement>) => setUnder(cellOf(event)),
    onMouseLeave: () => setUnder(undefined),
    onBlur: () => setUnder(undefined),
    onClick: (event: MouseEvent<HTMLElement>) => onChoose(cellOf(event)),
  };
  return { at, handlers };
}

/** Every agent of a group as a coloured cell: for weights inputs down, outputs across. Choosing one selects it. */
export function AgentMatrix({ record, model, theme, width, values, channel, actions }: AgentMatrixProps) {
  const { group, ref } = model;
  const { spec } = record.header;
  const agents = agentsOfGroup(group);
  const info = channelInfo(channel);
  const columns = group.kind === 'weight' && group.outputs > 1 ? group.outputs : agentsIn(group);
  const rows = agents.length / columns;
  const mine = agentIndex(group, ref.unit);
  const { at, handlers } = useCells(agents.length, columns, mine, (n) => actions?.onSelect(agents[n]));
  // Messages lie within -1 and 1, as everywhere else on the page.
  const most = channel.startsWith('message') ? 1 : values.reduce((top, v) => Math.max(top, Math.abs(v)), 1e-9);
  const colour = useCallback((v: number) => channelColour(theme, info.signed, v / most), [theme, info.signed, most]);
  const cell = width / columns;
  const height = Math.max(CELL.least, Math.min(CELL.most, cell));
  const frame = (n: number) => ({
    x: (n % columns) * cell - 0.6,
    y: Math.floor(n / columns) * height - 0.6,
    width: cell + 0.4,
    height: height + 0.4,
  });
  const text = (info.signed ? signed : fixed)(values[at] ?? NaN, 4);
  const many = agents.length > MOST_CELLS;
  return (
    <>
      {many ? (
        <p className="insp-note">Too many to tell apart here; the grid view of the Agents figure shows each.</p>
      ) : (
        <div
          {...handlers}
          className="insp-matrix"
          role="application"
          tabIndex={0}
          aria-label={`${info.name} of every agent; arrow keys move, Enter selects`}
        >
          <svg width={width} height={rows * height} aria-hidden="true">
            <Cells values={values} columns={columns} x={0} y={0} cellWidth={cell} cellHeight={height} colour={colour} />
            <rect className="insp-mean-frame" {...frame(mine)} />
            {at !== mine && <rect className="insp-row-chosen insp-row" {...frame(at)} />}
          </svg>
        </div>
      )}
      <p className="insp-note" aria-live="polite" data-testid="layer-cell">
        <b>{agents[at] && agentName(spec, agents[at])}</b> {text}; {info.unit}; full colour {fixed(most, 4)}
        {group.kind === 'weight' && columns === group.outputs && '; inputs down, outputs across'}
      </p>
    </>
  );
}
