import { useId, type ReactNode } from 'react';
import type { ExperimentSpec } from '../../experiment/types.ts';
import { activationName } from '../../viz/agents/agentNames.ts';
import { groupsOf } from '../../viz/agents/agentData.ts';
import { divergingColour, sequentialColour } from '../../viz/common/colour.ts';
import { DIVERGING, SEQUENTIAL, type Theme } from '../../viz/common/palette.ts';
import type { AgentChannel } from '../../record/agentChannel.ts';
import { channelInfo } from '../../viz/agents/agentChannels.ts';
import { rowY, TOP, type NetworkLayout } from '../../viz/agents/networkLayout.ts';

export interface NetworkKeyProps {
  readonly spec: ExperimentSpec;
  readonly layout: NetworkLayout;
  readonly colour: AgentChannel;
  readonly theme: Theme;
}

const BAR = 118;
const KEY = 92;
const LINE = 19;

/** One shape for each kind of agent this network has. */
function rowsOf({
  spec,
  theme,
}: Pick<NetworkKeyProps, 'spec' | 'theme'>): { readonly name: string; readonly shape: ReactNode }[] {
  const kinds = new Set(groupsOf(spec).map((group) => group.kind));
  const activation = groupsOf(spec).find((group) => group.kind === 'activation');
  return [
    {
      name: 'weight agent',
      shape: <path className="fig-key-line" d="M-5 4C0 4 0 -4 6 -4" stroke={divergingColour(theme, 0.76)} />,
    },
    { name: 'bias agent', shape: <circle className="fig-key-shape" r={4.6} fill={divergingColour(theme, 0.6)} /> },
    ...(activation === undefined
      ? []
      : [
          {
            name: `${activationName(spec, activation)} agent`,
            shape: (
              <rect
                className="fig-key-shape"
                x={-4.4}
                y={-4.4}
                width={8.8}
                height={8.8}
                rx={2}
                fill={sequentialColour(theme, 0.6)}
              />
            ),
          },
        ]),
    ...(kinds.has('softmax')
      ? [
          {
            name: 'softmax agent',
            shape: <path className="fig-key-shape" d="M-5.5 0L4.5 -5.5V5.5Z" fill={sequentialColour(theme, 0.6)} />,
          },
        ]
      : []),
    { name: 'loss agent', shape: <path className="fig-key-loss" d="M0 -6.5L6.5 0L0 6.5L-6.5 0Z" /> },
  ];
}

function Shapes(props: Pick<NetworkKeyProps, 'spec' | 'theme'>) {
  return rowsOf(props).map(({ name, shape }, at) => (
    <g key={name} transform={`translate(0 ${at * LINE})`}>
      {shape}
      <text className="fig-key-text" x={14} y={4}>
        {name}
      </text>
    </g>
  ));
}

/** The colour bar in words: messages are always blue to orange, from −1 to +1. */
function scaleOf(colour: AgentChannel, theme: Theme) {
  const { signed, name } = channelInfo(colour);
  if (!signed) return { title: name, low: '0', high: 'largest', stops: SEQUENTIAL[theme] };
  const stops = DIVERGING[theme];
  if (colour === 'change') return { title: 'Change or message', low: 'lower, −1', high: 'raise, +1', stops };
  const title = colour === 'weight' ? 'Weight or message' : name;
  return { title, low: 'negative', high: 'positive', stops };
}

function Scale({ colour, theme }: Pick<NetworkKeyProps, 'colour' | 'theme'>) {
  const gradient = useId();
  const { title, low, high, stops } = scaleOf(colour, theme);
  return (
    <g>
      <linearGradient id={gradient}>
        {stops.map((stop, at) => (
          <stop key={at} offset={at / (stops.length - 1)} stopColor={stop} />
        ))}
      </linearGradient>
      <text className="fig-key-text" x={BAR} y={-8} textAnchor="end">
        {title}
      </text>
      <rect width={BAR} height={8} rx={4} fill={`url(#${gradient})`} />
      <text className="fig-caption" x={0} y={22}>
        {low}
      </text>
      <text className="fig-caption" x={BAR} y={22} textAnchor="end">
        {high}
      </text>
    </g>
  );
}

/** What has room in the corners that a narrow output layer leaves free. */
function keyRoom({ layout }: NetworkKeyProps): { readonly shapes: boolean; readonly scale: boolean } {
  const { width, height } = layout;
  const output = layout.units.at(-1);
  const span = layout.blocks.at(-2);
  if (output === undefined || span === undefined || height < 300 || width - span.x0 < BAR + 30)
    return { shapes: false, scale: false };
  return {
    shapes: rowY(output.rows, 0) - 24 > TOP + 8 + 4 * LINE,
    scale: rowY(output.rows, output.rows.count - 1) + 34 < height - 70,
  };
}

/** Shapes and colours in the drawing's free corners. */
export function NetworkKey(props: NetworkKeyProps) {
  const { width, height } = props.layout;
  const { shapes, scale } = keyRoom(props);
  return (
    <svg className="fig-layer" width={width} height={height} aria-hidden="true">
      {shapes && (
        <g transform={`translate(${width - KEY} ${TOP + 8})`}>
          <Shapes {...props} />
        </g>
      )}
      {scale && (
        <g transform={`translate(${width - BAR - 1} ${height - 50})`}>
          <Scale {...props} />
        </g>
      )}
    </svg>
  );
}

/** What found no free corner, in a row below the drawing. */
export function NetworkKeyRow(props: NetworkKeyProps & { readonly all: boolean }) {
  const { shapes, scale } = props.all ? { shapes: false, scale: false } : keyRoom(props);
  if (shapes && scale) return null;
  const { low, high, stops } = scaleOf(props.colour, props.theme);
  return (
    <div className="fig-key-row" aria-hidden="true">
      {!shapes &&
        rowsOf(props).map(({ name, shape }) => (
          <span key={name}>
            <svg width={14} height={14} viewBox="-7 -7 14 14">
              {shape}
            </svg>
            {name}
          </span>
        ))}
      {!scale && (
        <span>
          {low}
          <i style={{ background: `linear-gradient(to right, ${stops.join(', ')})` }} />
          {high}
        </span>
      )}
    </div>
  );
}
