import { useRef } from 'react';
import { FIT_PLOTS } from './familyFigures.ts';
import type { FitPlotProps } from './fitProps.ts';
import { useSize } from '../parts/useSize.ts';

/** The fit itself, drawn as its task's family is. */
export function FitPlot(props: FitPlotProps) {
  const holder = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(holder);
  const drawn = width > 0 && height > 0;
  const Plot = FIT_PLOTS[props.record.header.spec.task.kind];
  return (
    <div ref={holder} className="fig-plot fig-fit-plot">
      {drawn && <Plot {...props} width={width} height={height} />}
    </div>
  );
}
