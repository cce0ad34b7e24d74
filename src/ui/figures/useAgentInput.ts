import { useState, type DOMAttributes, type KeyboardEvent, type MouseEvent } from 'react';
import { agentToText, type AgentRef } from '../../record/moment.ts';
import type { Point } from '../../viz/curves.ts';
import type { NetworkLayout } from '../../viz/networkLayout.ts';
import { neighbourAgent, type Direction } from '../../viz/networkPick.ts';
import { zoomOf } from '../hooks/zoomOf.ts';

const ZOOMS: Readonly<Record<string, 'zoomIn' | 'zoomOut' | 'reset'>> = {
  '+': 'zoomIn',
  '=': 'zoomIn',
  '-': 'zoomOut',
  '0': 'reset',
};
const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

export const sameAgent = (a: AgentRef | undefined, b: AgentRef | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && agentToText(a) === agentToText(b));

/** The agent under the pointer and where the pointer met it. */
export interface Hover {
  readonly agent: AgentRef;
  readonly at: Point;
}

export interface AgentInput {
  readonly hover: Hover | undefined;
  /** Where the keyboard stands while the figure has its focus. */
  readonly cursor: AgentRef | undefined;
  /** Handlers of the element whose top left corner is the layout's origin. */
  readonly handlers: DOMAttributes<HTMLDivElement>;
}

export interface AgentInputOptions {
  readonly layout: NetworkLayout;
  readonly pick: (at: Point) => AgentRef | undefined;
  /** Where the keyboard enters. */
  readonly start: AgentRef;
  readonly onSelect: (ref: AgentRef | undefined) => void;
  /** The keyboard has moved to another agent. */
  readonly onMove: (ref: AgentRef) => void;
  readonly onZoom: (way: 'zoomIn' | 'zoomOut' | 'reset') => void;
}

function pointOf(event: MouseEvent<HTMLDivElement>): Point {
  const box = event.currentTarget.getBoundingClientRect();
  const zoom = zoomOf(event.currentTarget);
  return { x: (event.clientX - box.left) / zoom, y: (event.clientY - box.top) / zoom };
}

/** Pointer and keyboard of the Agents figure. Keys it uses do not reach the page's shortcuts. */
export function useAgentInput({ layout, pick, start, onSelect, onMove, onZoom }: AgentInputOptions): AgentInput {
  const [hover, setHover] = useState<Hover>();
  const [cursor, setCursor] = useState<AgentRef>();
  const onKeyDown = (event: KeyboardEvent): void => {
    const direction = ARROWS[event.key];
    const from = cursor ?? start;
    const plain = !event.altKey && !event.ctrlKey && !event.metaKey;
    const zoom = ZOOMS[event.key];
    if (direction !== undefined && plain) {
      const to = neighbourAgent(layout, from, direction, event.shiftKey);
      setCursor(to);
      onMove(to);
    } else if (zoom !== undefined && plain) onZoom(zoom);
    else if (event.key === 'Enter') onSelect(from);
    else if (event.key === 'Escape') onSelect(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return {
    hover,
    cursor,
    handlers: {
      onKeyDown,
      onPointerMove: (event) => {
        const at = pointOf(event);
        const agent = pick(at);
        setHover((old) => (sameAgent(old?.agent, agent) ? old : agent && { agent, at }));
      },
      onPointerLeave: () => setHover(undefined),
      onClick: (event) => onSelect(pick(pointOf(event))),
      onFocus: (event) => {
        if (event.currentTarget.matches(':focus-visible')) setCursor(start);
      },
      onBlur: () => setCursor(undefined),
    },
  };
}
