import { memo } from 'react';

export interface CellsProps {
  readonly values: Float32Array;
  readonly columns: number;
  readonly x: number;
  readonly y: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly colour: (value: number) => string;
}

/** Numbers as a grid of coloured cells, row by row. */
export const Cells = memo(function Cells({ values, columns, x, y, cellWidth, cellHeight, colour }: CellsProps) {
  const gap = Math.min(cellWidth, cellHeight) < 4 ? 0 : 0.8;
  return (
    <g>
      {Array.from(values, (value, at) => (
        <rect
          key={at}
          x={x + (at % columns) * cellWidth}
          y={y + Math.floor(at / columns) * cellHeight}
          width={cellWidth - gap}
          height={cellHeight - gap}
          fill={colour(value)}
        />
      ))}
    </g>
  );
});

/** A dashed box where something is yet to come. */
export function NotYet({
  x,
  y,
  width,
  height,
  text,
}: {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly text?: string;
}) {
  return (
    <g>
      <rect
        className="insp-not-yet"
        x={x + 0.5}
        y={y + 0.5}
        width={Math.max(0, width - 1)}
        height={Math.max(0, height - 1)}
        rx={3}
      />
      {text !== undefined && (
        <text x={x + width / 2} y={y + height / 2 + 4} textAnchor="middle">
          {text}
        </text>
      )}
    </g>
  );
}
