// What is open and how it looks.

import type { AgentsView } from '../../link/view.ts';
import { remember } from './safeStorage.ts';
import { OWN_SCALES, type AgentChannel, type ColourScale } from '../../record/agentChannel.ts';

export type Theme = 'light' | 'dark';

export type Room = 'figures' | 'study' | 'runs';

export type Smoothing = 'auto' | 1 | 10 | 50 | 200;

export interface AppearanceSlice {
  readonly theme: Theme;
  readonly drawer: boolean;
  /** What stands in the middle of the page: the figures, the study of ablations, the runs of this browser. */
  readonly room: Room;
  /** The shipped study on show in that room, by its id, where a link or the reader chose it. */
  readonly study: string | undefined;
  /** The left rail as a sheet, in the narrow layout. */
  readonly setup: boolean;
  /** The selected agent's rule stands opened in place of the agents. */
  readonly inside: boolean;
  readonly shortcuts: boolean;
  /** A rule is written by hand, in a sheet over the page. */
  readonly writing: boolean;
  /** How the Agents figure is drawn; undefined for what suits its width. */
  readonly agentsView: AgentsView | undefined;
  /** What the agents' colour shows. */
  readonly lineColour: AgentChannel;
  /** What their size shows; undefined for the magnitude of the colour. */
  readonly agentSize: AgentChannel | undefined;
  /** The path from the loss to the selected agent stands out. */
  readonly followPath: boolean;
  /** Over which steps and agents one colour means one number. */
  readonly colourScale: ColourScale;
  /** A stroke over the fit draws the target; otherwise its points are moved. */
  readonly drawing: boolean;
  /** What the meta-training drawer draws. */
  readonly metaView: 'curves' | 'map';
  /** Meta-steps that a point of its curves is the mean of; `auto` suits the length of the run. */
  readonly smoothing: Smoothing;
}

export const INITIAL_APPEARANCE: AppearanceSlice = {
  theme: 'light',
  drawer: false,
  room: 'figures',
  study: undefined,
  setup: false,
  inside: false,
  shortcuts: false,
  writing: false,
  agentsView: undefined,
  lineColour: 'change',
  agentSize: undefined,
  followPath: false,
  colourScale: OWN_SCALES,
  drawing: false,
  metaView: 'curves',
  smoothing: 'auto',
};

const THEME_KEY = 'mplp-lab.theme';

/** The chosen theme, else the system's. */
export function startTheme(storage: Pick<Storage, 'getItem'>, systemDark: boolean): Theme {
  const chosen = storage.getItem(THEME_KEY);
  return chosen === 'light' || chosen === 'dark' ? chosen : systemDark ? 'dark' : 'light';
}

/** Remember a choice; one that equals the system's means following the system again. */
export function rememberTheme(
  storage: Pick<Storage, 'setItem' | 'removeItem'>,
  theme: Theme,
  systemDark: boolean,
): void {
  if (theme === (systemDark ? 'dark' : 'light')) storage.removeItem(THEME_KEY);
  else remember(storage, THEME_KEY, theme);
}
