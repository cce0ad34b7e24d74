import { useId } from 'react';
import type { EpisodeRecord } from '../../record/episode.ts';
import type { AgentChannel } from '../../record/agentChannel.ts';
import { channelRefusal, channelsOf, shownChannel } from '../../viz/agents/agentChannels.ts';
import type { AgentsStyle } from './agentsProps.ts';

export interface ChannelSelectProps {
  readonly record: EpisodeRecord;
  readonly label: string;
  /** Undefined for the first choice, named by `none`. */
  readonly value: AgentChannel | undefined;
  readonly none?: string;
  readonly onChange: (channel: AgentChannel | undefined) => void;
}

/** One number of each agent, by name; what this record cannot show is there, disabled, with the reason. */
export function ChannelSelect({ record, label, value, none, onChange }: ChannelSelectProps) {
  const id = useId();
  const options = channelsOf(record.header.spec).map(({ channel, name }) => {
    const refusal = channelRefusal(record, channel);
    return (
      <option key={channel} value={channel} disabled={refusal !== undefined}>
        {refusal === undefined ? name : `${name} (${refusal})`}
      </option>
    );
  });
  return (
    <span className="fig-channel">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="select select-small"
        value={value ?? ''}
        onChange={(event) => onChange(event.target.value === '' ? undefined : (event.target.value as AgentChannel))}
      >
        {none !== undefined && <option value="">{none}</option>}
        {options}
      </select>
    </span>
  );
}

export interface AgentsControlsProps {
  readonly record: EpisodeRecord;
  readonly style: AgentsStyle;
  /** Whether there is an agent to lead to. */
  readonly selected: boolean;
  readonly onChange: (part: Partial<AgentsStyle>) => void;
}

/** What colour and size show, and whether the path from the loss stands out. */
export function AgentsControls({ record, style, selected, onChange }: AgentsControlsProps) {
  const size = style.size === undefined ? undefined : shownChannel(record, style.size);
  return (
    <>
      <ChannelSelect
        record={record}
        label="Colour"
        value={shownChannel(record, style.colour)}
        onChange={(colour) => onChange({ colour: colour ?? 'change' })}
      />
      <ChannelSelect
        record={record}
        label="Size"
        value={size}
        none="As colour"
        onChange={(to) => onChange({ size: to })}
      />
      <button
        type="button"
        className="fig-button"
        aria-pressed={style.path}
        title={
          selected ? 'Path from the loss to the selected agent (P)' : 'Select an agent first, then follow its path (P)'
        }
        onClick={() => onChange({ path: !style.path })}
      >
        Path
      </button>
    </>
  );
}
