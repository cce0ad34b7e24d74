// What the parts of the Agents figure are given.

import type { AgentChannel, ColourScale } from '../../record/agentChannel.ts';
import type { EpisodeRecord } from '../../record/episode.ts';
import type { AgentRef, Moment } from '../../record/moment.ts';
import type { NetworkFrame } from '../../viz/agents/networkFrame.ts';
import type { NetworkLayout, NetworkView } from '../../viz/agents/networkLayout.ts';
import type { Theme } from '../../viz/common/palette.ts';

export interface AgentsFigureProps {
  readonly record: EpisodeRecord;
  readonly moment: Moment;
  readonly theme: Theme;
  readonly selection: AgentRef | undefined;
  readonly onSelect: (ref: AgentRef | undefined) => void;
  /** Marked as the one to compare with. */
  readonly pinned?: AgentRef | undefined;
  /** Chosen with Shift: to be compared with the selected one. */
  readonly onPin?: (ref: AgentRef) => void;
  /** A group's caption was chosen. */
  readonly onGroup?: (group: string) => void;
  readonly playing: boolean;
  /** 1 is 650 ms per phase. */
  readonly speed: number;
  /** How it is drawn, where the page keeps it; without it the figure keeps it itself. */
  readonly style?: AgentsStyle | undefined;
  readonly onStyle?: (style: AgentsStyle) => void;
}

export interface AgentsStyle {
  /** Undefined for what suits the width. */
  readonly view: NetworkView | undefined;
  readonly colour: AgentChannel;
  /** Undefined for the magnitude of the colour. */
  readonly size: AgentChannel | undefined;
  /** The path from the loss to the selected agent stands out. */
  readonly path: boolean;
  readonly scale: ColourScale;
}

export interface AgentsPlotProps extends AgentsFigureProps {
  readonly colour: AgentChannel;
  readonly size: AgentChannel | undefined;
  readonly path: boolean;
  readonly scale: ColourScale;
  readonly onScale: (scale: ColourScale) => void;
  readonly view: NetworkView;
  readonly summary: string;
  readonly onWidth: (width: number) => void;
}

export interface AgentsLabelsProps {
  readonly record: EpisodeRecord;
  readonly moment: Moment;
  readonly layout: NetworkLayout;
  readonly frame: NetworkFrame;
  readonly theme: Theme;
  /** Width on show; the layout may be wider. */
  readonly room: number;
  /** The group whose caption is under the pointer. */
  readonly under?: string | undefined;
}
