import type { ReactNode } from 'react';
import type { ExperimentSpec } from '../../experiment/types.ts';
import { meaningWords } from '../../record/explanation.ts';
import type { EpisodeRecord } from '../../record/episode.ts';
import type { AgentRef, Moment } from '../../record/moment.ts';
import type { AgentChannel } from '../../record/agentChannel.ts';
import { channelTable, channelWords } from '../../viz/agents/agentLegend.ts';
import { messageNumber } from '../../viz/agents/agentChannels.ts';
import { groupsOf } from '../../viz/agents/agentData.ts';
import { agentName, groupTitle } from '../../viz/agents/agentNames.ts';
import type { Theme } from '../../viz/common/palette.ts';
import { useChannelNames, type ChannelNames } from '../parts/channelNames.ts';
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

/** What a channel of the messages stands for, group by group, where it has a meaning. */
function meantBy(spec: ExperimentSpec, colour: AgentChannel, named: ChannelNames): string[] {
  const number = messageNumber(colour);
  if (number === undefined) return [];
  const groups = groupsOf(spec).map((group) => ({ group, name: named(group.id, number - 1) }));
  if (groups.every(({ name }) => name === undefined)) return [];
  const plain = meaningWords({ name: null, share: null });
  const meant = groups.filter(({ name }) => name !== undefined && name !== plain);
  if (meant.length === 0) return [`It has ${plain} anywhere`];
  return [
    `It is ${meant.map(({ group, name }) => `${name ?? ''} in ${groupTitle(spec, group)}`).join(', ')}; else it has ${plain}`,
  ];
}

function pathInWords(record: EpisodeRecord, path: readonly AgentRef[]): string {
  if (path.length === 0) return 'Path: select an agent to see how the loss reaches it.';
  const names = path.map((ref) => agentName(record.header.spec, ref));
  return `Path: ${names.join(' → ')} (of many weights that speak to one agent, the loudest)`;
}

/** Shapes and words of the drawing, the path; behind them the table of the channels. */
export function AgentsFoot({ record, moment, theme, colour, size, path, children }: AgentsFootProps) {
  const named = useChannelNames();
  const meant = meantBy(record.header.spec, colour, named);
  const drawn = size === undefined || size === colour ? [colour] : [colour, size];
  return (
    <div className="fig-foot">
      <div className="fig-foot-words">
        <NetworkKey spec={record.header.spec} theme={theme} />
        {(colour !== 'change' || size !== undefined) && <p>{[channelWords(colour, size), ...meant].join('. ')}</p>}
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
