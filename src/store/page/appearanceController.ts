// What is open and how it looks: the verbs of the appearance slice. Components call these and never set it themselves.

import type { AgentChannel, ColourScale } from '../../record/agentChannel.ts';
import type { LabContext } from '../context.ts';
import { patch } from '../labStore.ts';
import {
  rememberTheme,
  startTheme,
  type AppearanceSlice,
  type Room,
  type Smoothing,
  type Theme,
} from './appearance.ts';

/** Parts of the page that open and close. */
export type Openable = 'drawer' | 'setup' | 'shortcuts' | 'writing' | 'inside';

/** How the Agents figure is drawn; undefined for what suits it. */
export interface AgentsLook {
  readonly view: AppearanceSlice['agentsView'];
  readonly colour: AgentChannel;
  readonly size: AgentChannel | undefined;
  readonly path: boolean;
  readonly scale: ColourScale;
}

export class AppearanceController {
  private readonly context: Pick<LabContext, 'store' | 'page'>;
  private readonly systemDark: MediaQueryList;

  /** Follows the system's theme until one is chosen. */
  constructor(context: Pick<LabContext, 'store' | 'page'>) {
    this.context = context;
    this.systemDark = context.page.window.matchMedia('(prefers-color-scheme: dark)');
    const follow = () => this.set({ theme: startTheme(context.page.storage, this.systemDark.matches) });
    follow();
    this.systemDark.addEventListener('change', follow);
  }

  private get slice(): AppearanceSlice {
    return this.context.store.getState().appearance;
  }

  private set(fields: Partial<AppearanceSlice>): void {
    patch(this.context.store, 'appearance', fields);
  }

  open(part: Openable): void {
    this.set({ [part]: true });
  }

  close(part: Openable): void {
    this.set({ [part]: false });
  }

  enter(room: Room): void {
    this.set({ room });
  }

  /** @param study the id of a shipped one; undefined where one of the reader's own is on show. */
  chooseStudy(study: string | undefined): void {
    this.set({ study });
  }

  /** What is written is seen in the figures. */
  write(): void {
    this.set({ room: 'figures', writing: true });
  }

  toggle(part: Openable): void {
    this.set({ [part]: !this.slice[part] });
  }

  setTheme(theme: Theme): void {
    rememberTheme(this.context.page.storage, theme, this.systemDark.matches);
    this.set({ theme });
  }

  toggleTheme(): void {
    this.setTheme(this.slice.theme === 'dark' ? 'light' : 'dark');
  }

  /** Whether a stroke over the fit draws the target. */
  draw(drawing: boolean): void {
    this.set({ drawing });
  }

  drawAgents({ view, colour, size, path, scale }: AgentsLook): void {
    this.set({ agentsView: view, lineColour: colour, agentSize: size, followPath: path, colourScale: scale });
  }

  showMeta(metaView: AppearanceSlice['metaView']): void {
    this.set({ metaView });
  }

  smooth(smoothing: Smoothing): void {
    this.set({ smoothing });
  }
}
