import type { ReactNode } from 'react';
import type { ExperimentSpec } from '../../experiment/types.ts';
import { activationName } from '../../viz/agents/agentNames.ts';
import { groupsOf } from '../../viz/agents/agentData.ts';
import { divergingColour, sequentialColour } from '../../viz/common/colour.ts';
import { plural } from '../../viz/common/format.ts';
import type { Theme } from '../../viz/common/palette.ts';

export interface NetworkKeyProps {
  readonly spec: ExperimentSpec;
  readonly theme: Theme;
}

/** One shape for each kind of agent this network has. */
function rowsOf({ spec, theme }: NetworkKeyProps): { readonly name: string; readonly shape: ReactNode }[] {
  const kinds = new Set(groupsOf(spec).map((group) => group.kind));
  const activation = groupsOf(spec).find((group) => group.kind === 'activation');
  return [
    {
      name: 'weight',
      shape: <path className="fig-key-line" d="M-5 4C0 4 0 -4 6 -4" stroke={divergingColour(theme, 0.76)} />,
    },
    { name: 'bias', shape: <circle className="fig-key-shape" r={4.6} fill={divergingColour(theme, 0.6)} /> },
    ...(activation === undefined
      ? []
      : [
          {
            name: `${activationName(spec, activation)}, share on`,
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
            name: 'softmax',
            shape: <path className="fig-key-shape" d="M-5.5 0L4.5 -5.5V5.5Z" fill={sequentialColour(theme, 0.6)} />,
          },
        ]
      : []),
    { name: 'loss', shape: <path className="fig-key-loss" d="M0 -6.5L6.5 0L0 6.5L-6.5 0Z" /> },
  ];
}

/** A message as it is drawn, from one end of its colours to the other. */
function MessageKey({ theme, size }: { readonly theme: Theme; readonly size: number }) {
  const cells = Math.min(8, size);
  return (
    <span>
      <svg width={cells * 4.5} height={9} aria-hidden="true">
        {Array.from({ length: cells }, (_, c) => (
          <rect
            key={c}
            x={c * 4.5}
            width={4.7}
            height={9}
            fill={divergingColour(theme, cells === 1 ? 1 : (2 * c) / (cells - 1) - 1)}
          />
        ))}
      </svg>
      {`${plural(size, 'number')} said, −1 to +1`}
    </span>
  );
}

/** Shapes, and what the strips are. Each column of the drawing carries the scale of its colours itself. */
export function NetworkKey({ spec, theme }: NetworkKeyProps) {
  return (
    <div className="fig-key-row" aria-hidden="true">
      {rowsOf({ spec, theme }).map(({ name, shape }) => (
        <span key={name}>
          <svg width={14} height={14} viewBox="-7 -7 14 14">
            {shape}
          </svg>
          {name}
        </span>
      ))}
      <MessageKey theme={theme} size={spec.rule.messageSize} />
    </div>
  );
}
