import type { ReactNode } from 'react';
import type { EpisodeRecord } from '../../record/episode.ts';
import type { AgentRef, Moment } from '../../record/moment.ts';
import type { AgentChannel } from '../../record/agentChannel.ts';
import { channelTable, channelWords } from '../../viz/agents/agentLegend.ts';
import { agentName } from '../../viz/agents/agentNames.ts';
import type { Theme } from '../../viz/common/palette.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { NetworkKey } from './NetworkKey.tsx';

export interface AgentsFootProps {
  readonly record: EpisodeRecord;
  readonly moment: Moment;
  readonly theme: Theme;
  readonly colour: AgentChannel;
  readonly size: AgentChannel | undefined;
  /** From the loss to the selected agent; undefined while it is not followed. */
  readonly path: readonly AgentRef[] | undefined;
  /** What can be chosen, at the end of the row. */
  readonly children?: ReactNode;
}

function pathInWords(record: EpisodeRecord, path: readonly AgentRef[]): string {
  if (path.length === 0) return 'Path: select an agent to see how the loss reaches it.';
  const names = path.map((ref) => agentName(record.header.spec, ref));
  return `Path: ${names.join(' → ')} (of many weights that speak to one agent, the loudest)`;
}

/** Shapes and words of the drawing, the path; behind them the table of the channels. */
export function AgentsFoot({ record, moment, theme, colour, size, path, children }: AgentsFootProps) {
  const drawn = size === undefined || size === colour ? [colour] : [colour, size];
  return (
    <div className="fig-foot">
      <div className="fig-foot-words">
        <NetworkKey spec={record.header.spec} theme={theme} />
        {(colour !== 'change' || size !== undefined) && <p>{channelWords(colour, size)}</p>}
        <p className="fig-foot-path" aria-live="polite" data-testid="agents-path">
          {path !== undefined && pathInWords(record, path)}
        </p>
      </div>
      {children}
      {drawn.map((channel) => (
        <DataTable key={channel} {...channelTable(record, moment, channel)} />
      ))}
    </div>
  );
}
