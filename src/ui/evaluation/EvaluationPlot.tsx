import type { EvaluationReport } from '../../record/evaluation.ts';
import { evaluationCurve, type OtherCurve } from '../../viz/evaluation/evaluationGeometry.ts';
import { spreadLabels } from '../../viz/common/labels.ts';
import { stepTicks } from '../../viz/fit/fitGeometry.ts';
import { powerText } from '../../viz/common/format.ts';
import { SizedPlot } from '../parts/SizedPlot.tsx';

const LEFT = 34;
const RIGHT = 8;
/** Where lines are named. */
const LABEL_ROOM = 58;
const LABEL_GAP = 11;
const TOP = 10;
const BOTTOM = 32;

interface DrawingProps {
  readonly report: EvaluationReport;
  /** Other learners on tasks of the same kind. */
  readonly others: readonly OtherCurve[];
  readonly width: number;
  readonly height: number;
}

/** Where the rule's training ended, if the evaluation goes further. */
function Horizon({ report, x, height }: Pick<DrawingProps, 'report' | 'height'> & { readonly x: number }) {
  if (report.steps <= report.trainedSteps) return null;
  return <line className="evaluation-horizon" x1={x} x2={x} y1={TOP} y2={height - BOTTOM} />;
}

interface NamesProps {
  readonly others: readonly OtherCurve[];
  readonly steps: number;
  readonly y: (loss: number) => number;
  readonly x: number;
  readonly height: number;
}

/** At the ends of the other lines, apart from each other. */
function Names({ others, steps, y, x, height }: NamesProps) {
  const ends = others.map(({ medianLoss }) => y(medianLoss[Math.min(steps, medianLoss.length - 1)] ?? NaN));
  const places = spreadLabels(ends, LABEL_GAP, TOP, height - BOTTOM);
  return others.map(({ name, colour }, at) => (
    <text key={name} className="evaluation-name" x={x} y={(places[at] ?? 0) + 3.5} style={{ fill: colour }}>
      {name}
    </text>
  ));
}

function Drawing({ report, others, width, height }: DrawingProps) {
  const right = width - (others.length > 0 ? LABEL_ROOM : RIGHT);
  const box = { left: LEFT, right, top: TOP, bottom: height - BOTTOM };
  const curve = evaluationCurve(report, box, others);
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
            <line x1={LEFT} x2={right} y1={curve.y(tick)} y2={curve.y(tick)} />
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
      {curve.others.map((d, at) => (
        <path
          key={others[at]?.name}
          className="evaluation-other"
          d={d}
          stroke={others[at]?.colour}
          strokeDasharray={others[at]?.dash}
        />
      ))}
      <Names others={others} steps={report.steps} y={curve.y} x={right + 5} height={height} />
      <path className="evaluation-mean" d={curve.mean} />
      <path className="evaluation-median" d={curve.median} />
    </svg>
  );
}

/** Median and middle half of the tasks by inner step, and the mean, dashed; others' medians beside it, thin. */
export function EvaluationPlot({ report, others }: Pick<DrawingProps, 'report' | 'others'>) {
  return (
    <div className="fig evaluation-plot">
      <SizedPlot>{(size) => <Drawing report={report} others={others} {...size} />}</SizedPlot>
    </div>
  );
}
