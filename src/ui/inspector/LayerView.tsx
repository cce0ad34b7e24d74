import { useEffect, useMemo, useState } from 'react';
import type { Moment } from '../../record/moment.ts';
import { agentsIn } from '../../experiment/layout.ts';
import { REQUESTED_FOR, type AgentChannel } from '../../record/agentChannel.ts';
import { channelInfo, channelValues, knownValues, type ChannelInfo } from '../../viz/agents/agentChannels.ts';
import { agentIndex } from '../../viz/agents/agentData.ts';
import { groupCaption } from '../../viz/agents/agentNames.ts';
import { channelColour } from '../../viz/common/colour.ts';
import { fixed, plural, signed } from '../../viz/common/format.ts';
import { layerModel, spreadOf, type Spread } from '../../viz/inspector/layerModel.ts';
import { sharedScales } from '../../viz/inspector/sharedScales.ts';
import { ChannelSelect } from '../agents/AgentsControls.tsx';
import { DataTable } from '../parts/DataTable.tsx';
import { AgentMatrix } from './AgentMatrix.tsx';
import type { InspectorActions } from './Head.tsx';
import { History } from './History.tsx';
import type { SectionProps } from './sectionProps.ts';
import { Messages } from './Messages.tsx';

export interface LayerViewProps extends SectionProps {
  readonly moment: Moment;
  readonly actions: InspectorActions | undefined;
}

const HEIGHT = 74;
const FOOT = 16;
const DIGITS = 4;
/** Labels of the axis: low, middle, high. */
const ENDS = ['start', 'middle', 'end'] as const;

interface SpreadProps {
  readonly spread: Spread;
  readonly theme: LayerViewProps['theme'];
  readonly width: number;
  readonly info: ChannelInfo;
  /** The selected agent's number. */
  readonly mine: number;
}

const textOf =
  ({ signed: both }: ChannelInfo) =>
  (v: number): string =>
    (both ? signed : fixed)(v, DIGITS);

/** Bars, their axis, and a mark at the selected agent. */
function Histogram({ spread, theme, width, info, mine, label }: SpreadProps & { readonly label: string }) {
  const { bins, low, high } = spread;
  const most = Math.max(...bins);
  const step = width / bins.length;
  const foot = HEIGHT - FOOT;
  const x = (v: number): number => ((v - low) / (high - low)) * width;
  return (
    <svg width={width} height={HEIGHT} role="img" aria-label={label}>
      {bins.map((count, k) => (
        <rect
          key={k}
          className="insp-bin"
          x={k * step}
          y={foot * (1 - count / most)}
          width={step - 1}
          height={foot * (count / most)}
          fill={channelColour(theme, info.signed, (low + ((k + 0.5) / bins.length) * (high - low)) / high)}
        />
      ))}
      <line className="insp-zero" x1={0} x2={width} y1={foot} y2={foot} />
      <path className="insp-mean-mark" d={`M${x(mine)} ${foot + 3}V${foot - 8}`} />
      {ENDS.map((end, k) => {
        const v = low + ((high - low) * k) / 2;
        return (
          <text key={end} className="insp-small" x={x(v)} y={HEIGHT - 3} textAnchor={end}>
            {textOf(info)(v)}
          </text>
        );
      })}
    </svg>
  );
}

/** How one number is spread over the agents, in words, as a histogram and as a table. */
function Distribution(props: Omit<SpreadProps, 'spread'> & { readonly values: Float32Array }) {
  const { values, info, mine } = props;
  const spread = useMemo(() => spreadOf(values, info.signed), [values, info.signed]);
  const { bins, low, high, quartiles, lower, raise } = spread;
  const text = textOf(info);
  const [first, median, third] = quartiles.map(text);
  const signs = info.signed ? `${lower} below zero, ${raise} above; ` : '';
  const words = `${signs}median ${median}, middle half ${first} to ${third}`;
  return (
    <div className="insp-block">
      <h3>
        How it is spread <small>{`agents per bin, at most ${Math.max(...bins)}`}</small>
      </h3>
      <Histogram {...props} spread={spread} label={`Histogram of ${info.name}: ${words}`} />
      <p className="insp-note">{`${words}. Mark: the selected agent, ${text(mine)}.`}</p>
      <DataTable
        caption={`Agents per bin of ${info.name}`}
        columns={['From', 'Agents']}
        rows={bins.map((count, k) => [text(low + (k / bins.length) * (high - low)), String(count)])}
      />
    </div>
  );
}

/** One number of every agent: as a matrix, and how it is spread. */
function EveryAgent(props: LayerViewProps & { readonly channel: AgentChannel }) {
  const { record, moment, model, channel, theme, width } = props;
  const { group } = model;
  const values = useMemo(() => knownValues(record, group, moment, channel), [record, group, moment, channel]);
  if (values === undefined) {
    const never = channelValues(record, group, moment, channel) === undefined;
    return (
      <p className="insp-note">
        {never
          ? 'These agents have no such number in this record.'
          : 'Not yet: this layer has not spoken in this step.'}
      </p>
    );
  }
  const mine = values[agentIndex(group, model.ref.unit)] ?? NaN;
  return (
    <>
      <AgentMatrix {...props} values={values} />
      <Distribution {...{ values, theme, width, mine }} info={channelInfo(channel)} />
    </>
  );
}

/** All agents of one kind in one layer: each one's number, how they are spread, their mean messages and changes. */
export function LayerView(props: LayerViewProps) {
  const { record, moment, model, actions } = props;
  const { group } = model;
  const [chosen, setChosen] = useState<AgentChannel>();
  const channel = chosen ?? (group.ownsParameter ? 'change' : 'message1');
  const [onNeed, part] = [actions?.onNeed, REQUESTED_FOR[channel]];
  useEffect(() => (part === undefined ? undefined : onNeed?.(part)), [part, onNeed]);
  const means = useMemo(() => layerModel(record, moment, model), [record, moment, model]);
  const short = `mean of ${agentsIn(group)}`;
  const mean = { ...props, model: means, scales: sharedScales([means]) };
  const all = `mean of ${plural(agentsIn(group), 'agent')}`;
  return (
    <>
      <div className="insp-column">
        <div className="insp-block">
          <h3>
            {groupCaption(record.header.spec, group)}
            <ChannelSelect record={record} label="Colour" value={channel} onChange={setChosen} />
          </h3>
          <EveryAgent {...props} channel={channel} />
        </div>
      </div>
      <div className="insp-column">
        {!model.missing && <Messages {...mean} words={[short, short]} />}
        <History {...mean} note={all} />
      </div>
    </>
  );
}
