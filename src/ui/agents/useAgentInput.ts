import { useState, type DOMAttributes, type KeyboardEvent, type MouseEvent } from 'react';
import type { AgentRef } from '../../record/moment.ts';
import type { Point } from '../../viz/agents/curves.ts';
import type { NetworkLayout } from '../../viz/agents/networkLayout.ts';
import { sameAgent } from '../../viz/agents/sameAgent.ts';
import { neighbourAgent } from '../../viz/agents/networkPick.ts';
import { takeKey } from '../hooks/useKeys.ts';
import { zoomOf } from '../hooks/zoomOf.ts';
import { MOVE_KEYS, ZOOM_KEYS, type ZoomCommand } from './agentKeys.ts';

type KeyCommand = (typeof KEYS)[number]['on'][string];
const KEYS = [MOVE_KEYS, ZOOM_KEYS];

/** The agent under the pointer and where the pointer met it. */
export interface Hover {
  readonly agent: AgentRef;
  readonly at: Point;
}

export interface AgentInput {
  readonly hover: Hover | undefined;
  /** The group whose caption is under the pointer. */
  readonly caption: string | undefined;
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
  /** The group whose caption is there. */
  readonly pickGroup: (at: Point) => string | undefined;
  readonly onSelect: (ref: AgentRef | undefined) => void;
  /** Chosen with Shift. */
  readonly onPin: (ref: AgentRef) => void;
  readonly onGroup: ((group: string) => void) | undefined;
  /** The keyboard has moved to another agent. */
  readonly onMove: (ref: AgentRef) => void;
  readonly onZoom: (way: ZoomCommand) => void;
}

function pointOf(event: MouseEvent<HTMLDivElement>): Point {
  const box = event.currentTarget.getBoundingClientRect();
  const zoom = zoomOf(event.currentTarget);
  return { x: (event.clientX - box.left) / zoom, y: (event.clientY - box.top) / zoom };
}

/** Pointer and keyboard of the Agents figure. Keys it uses do not reach the page's shortcuts. */
export function useAgentInput(options: AgentInputOptions): AgentInput {
  const { layout, pick, pickGroup, start, onSelect, onPin, onGroup, onMove, onZoom } = options;
  const [hover, setHover] = useState<Hover>();
  const [caption, setCaption] = useState<string>();
  const [cursor, setCursor] = useState<AgentRef>();
  const choose = (ref: AgentRef | undefined, pin: boolean): void => {
    if (ref !== undefined && pin) onPin(ref);
    else onSelect(ref);
  };
  const from = cursor ?? start;
  const onKeyDown = (event: KeyboardEvent): void => {
    const { shiftKey } = event;
    const command = takeKey<KeyCommand>(KEYS, event);
    if (command === undefined) return;
    if (command === 'choose') choose(from, shiftKey);
    else if (command === 'clear') onSelect(undefined);
    else if ('zoom' in command) onZoom(command.zoom);
    else {
      const to = neighbourAgent(layout, from, command.move, shiftKey);
      setCursor(to);
      onMove(to);
    }
  };
  return {
    hover,
    caption,
    cursor,
    handlers: {
      onKeyDown,
      onPointerMove: (event) => {
        const at = pointOf(event);
        const agent = pick(at);
        setCaption(pickGroup(at));
        setHover((old) => (sameAgent(old?.agent, agent) ? old : agent && { agent, at }));
      },
      onPointerLeave: () => {
        setHover(undefined);
        setCaption(undefined);
      },
      onClick: (event) => {
        const at = pointOf(event);
        const group = pickGroup(at);
        if (group !== undefined) onGroup?.(group);
        else choose(pick(at), event.shiftKey);
      },
      onFocus: (event) => {
        if (event.currentTarget.matches(':focus-visible')) setCursor(start);
      },
      onBlur: () => setCursor(undefined),
    },
  };
}
