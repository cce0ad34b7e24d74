// The keys of the Agents figure: of how it is drawn, wherever the focus is; of the drawing, while it has the focus.

import type { KeyRow } from '../../store/page/keyMap.ts';
import type { Direction } from '../../viz/agents/networkPick.ts';

export const DRAWING_KEYS: KeyRow<'view' | 'weights'> = {
  on: { g: 'view', w: 'weights' },
  sheet: { keys: ['G', 'W'], does: 'agents as a grid, lines coloured by weight' },
};

export const PATH_KEYS: KeyRow<'path'> = {
  on: { p: 'path' },
  sheet: { keys: ['P'], does: 'follow the path from the loss to the selected agent' },
};

export const SCALE_KEYS: KeyRow<'span'> = {
  on: { s: 'span' },
  sheet: { keys: ['S'], does: 'agents: colours comparable over the whole episode, or in this step' },
};

export type ZoomCommand = 'zoomIn' | 'zoomOut' | 'reset';

export const ZOOM_KEYS: KeyRow<{ readonly zoom: ZoomCommand }> = {
  on: { '+': { zoom: 'zoomIn' }, '=': { zoom: 'zoomIn' }, '-': { zoom: 'zoomOut' }, '0': { zoom: 'reset' } },
  sheet: {
    keys: ['+', '−', '0'],
    does: 'in the agents: nearer, farther, all of them (or the wheel with Ctrl, or a pinch)',
  },
};

/** Shift with an arrow goes along a weight's outputs, with Enter it pins. */
export const MOVE_KEYS: KeyRow<{ readonly move: Direction } | 'choose' | 'clear'> = {
  on: {
    ArrowLeft: { move: 'left' },
    ArrowRight: { move: 'right' },
    ArrowUp: { move: 'up' },
    ArrowDown: { move: 'down' },
    Enter: 'choose',
    Escape: 'clear',
  },
};
