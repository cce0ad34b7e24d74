import type { ReactNode } from 'react';
import type { EpisodeRecord } from '../../record/episode.ts';
import type { AgentRef, Moment } from '../../record/moment.ts';
import type { AgentChannel } from '../../record/agentChannel.ts';
import { channelLegend, channelTable } from '../../viz/agents/agentLegend.ts';
import { agentName } from '../../viz/agents/agentNames.ts';
import type { NetworkFrame } from '../../viz/agents/networkFrame.ts';
import { DataTable } from '../parts/DataTable.tsx';

export interface AgentsFootProps {
  readonly record: EpisodeRecord;
  readonly moment: Moment;
  readonly frame: NetworkFrame;
  readonly colour: AgentChannel;
  readonly size: AgentChannel | undefined;
  /** From the loss to the selected agent; undefined while it is not followed. */
  readonly path: readonly AgentRef[] | undefined;
  /** Shapes and colours that found no room in the drawing. */
  readonly keys: ReactNode;
  /** Buttons at the end of the row. */
  readonly children?: ReactNode;
}

function pathInWords(record: EpisodeRecord, path: readonly AgentRef[]): string {
  if (path.length === 0) return 'Path: select an agent to see how the loss reaches it.';
  const names = path.map((ref) => agentName(record.header.spec, ref));
  return `Path: ${names.join(' → ')} (of many weights that speak to one agent, the loudest)`;
}

/** What colour and size stand for in words and numbers, and the path; behind them the table of the channels. */
export function AgentsFoot({ record, moment, frame, colour, size, path, keys, children }: AgentsFootProps) {
  const legend = channelLegend(record.header.spec, frame, colour, size);
  const drawn = size === undefined || size === colour ? [colour] : [colour, size];
  return (
    <div className="fig-foot">
      <div className="fig-foot-words">
        {keys}
        <p data-testid="agents-legend">
          <b>{legend.colour}</b>; {legend.scale}. {[legend.others, legend.size].filter(Boolean).join('. ')}
        </p>
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
