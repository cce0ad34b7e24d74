import type { EvaluationReport } from '../../record/evaluation.ts';
import { evaluationCurve } from '../../viz/evaluation/evaluationGeometry.ts';
import { stepTicks } from '../../viz/fit/fitGeometry.ts';
import { powerText } from '../../viz/common/format.ts';
import { SizedPlot } from '../parts/SizedPlot.tsx';

const LEFT = 34;
const RIGHT = 8;
const TOP = 10;
const BOTTOM = 32;

interface DrawingProps {
  readonly report: EvaluationReport;
  readonly width: number;
  readonly height: number;
}

/** Where the rule's training ended, if the evaluation goes further. */
function Horizon({ report, x, height }: Pick<DrawingProps, 'report' | 'height'> & { readonly x: number }) {
  if (report.steps <= report.trainedSteps) return null;
  return <line className="evaluation-horizon" x1={x} x2={x} y1={TOP} y2={height - BOTTOM} />;
}

function Drawing({ report, width, height }: DrawingProps) {
  const box = { left: LEFT, right: width - RIGHT, top: TOP, bottom: height - BOTTOM };
  const curve = evaluationCurve(report, box);
  return (
    <svg
      width={width}
      height={height}
      role="img"
      aria-label="Held-out loss by inner step on a log axis: median and middle half of the tasks, and the mean"
    >
      <g className="fig-axis">
        {curve.ticks.map((tick) => (
          <g key={tick}>
            <line x1={LEFT} x2={width - RIGHT} y1={curve.y(tick)} y2={curve.y(tick)} />
            <text x={LEFT - 6} y={curve.y(tick) + 4} textAnchor="end">
              {powerText(tick)}
            </text>
          </g>
        ))}
        {stepTicks(report.steps, 6).map((step) => (
          <text key={step} x={curve.x(step)} y={height - 18} textAnchor="middle">
            {step}
          </text>
        ))}
        <text x={(box.left + box.right) / 2} y={height - 4} textAnchor="middle">
          inner steps taken
        </text>
      </g>
      <Horizon report={report} x={curve.x(report.trainedSteps)} height={height} />
      <path className="evaluation-band" d={curve.band} />
      <path className="evaluation-mean" d={curve.mean} />
      <path className="evaluation-median" d={curve.median} />
    </svg>
  );
}

/** Median and middle half of the tasks by inner step, and the mean, dashed. */
export function EvaluationPlot({ report }: { readonly report: EvaluationReport }) {
  return (
    <div className="fig evaluation-plot">
      <SizedPlot>{(size) => <Drawing report={report} {...size} />}</SizedPlot>
    </div>
  );
}
