import { useMemo, useRef, type MouseEvent } from 'react';
import { agentsOfGroup } from '../../record/moment.ts';
import type { AgentRef } from '../../record/moment.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import { agentName, groupTitle } from '../../viz/agents/agentNames.ts';
import { nearestDot, scatterOf, type AgreementModel, type Dots } from '../../viz/agreement/agreementModel.ts';
import { endText, signed, plural } from '../../viz/common/format.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { useSize } from '../parts/useSize.ts';

const HEIGHT = 190;
const PAD = 12;
const RADIUS = 3;
const FINGER = 14;
/** Rows of the table, those that move most first. */
const MOST_ROWS = 60;

export interface ScatterProps {
  readonly spec: ExperimentSpec;
  readonly model: AgreementModel & { readonly dots: Dots };
  readonly onSelect: (agent: AgentRef) => void;
}

/** Circles as one path. */
const circles = (places: readonly (readonly [x: number, y: number])[], r: number): string =>
  places.map(([x, y]) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`).join('');

/** One dot an agent: what was applied, over where the gradient leads. Choosing a dot selects the agent. */
function Drawing({ spec, model, onSelect, width }: ScatterProps & { readonly width: number }) {
  const { dots, group } = model;
  const scatter = useMemo(() => scatterOf(dots, width, HEIGHT, PAD), [dots, width]);
  const { x, y, ends, downhill, uphill, neither } = scatter;
  const placeOf = (i: number) => [x(dots.descent[i] ?? 0), y(dots.update[i] ?? 0)] as const;
  const [middleX, middleY] = [width / 2, HEIGHT / 2];
  const choose = ({ currentTarget, clientX, clientY }: MouseEvent<SVGSVGElement>) => {
    const box = currentTarget.getBoundingClientRect();
    const at = nearestDot(dots, scatter, clientX - box.left, clientY - box.top, FINGER);
    const agent = at === undefined ? undefined : agentsOfGroup(group)[at];
    if (agent !== undefined) onSelect(agent);
  };
  const label = `Applied change over negative gradient of ${groupTitle(spec, group)}: ${downhill.length} go downhill, ${uphill.length} uphill`;
  return (
    <svg className="agreement-scatter" width={width} height={HEIGHT} role="img" aria-label={label} onClick={choose}>
      <path
        className="agreement-downhill"
        d={`M${middleX} 0H${width}V${middleY}H${middleX}ZM0 ${middleY}H${middleX}V${HEIGHT}H0Z`}
      />
      <path className="agreement-axes" d={`M0 ${middleY}H${width}M${middleX} 0V${HEIGHT}`} />
      <text x={width - 4} y={12} textAnchor="end">
        downhill
      </text>
      <text x={4} y={12}>
        uphill
      </text>
      <text x={4} y={HEIGHT - 5}>
        downhill
      </text>
      <text x={width - 4} y={HEIGHT - 5} textAnchor="end">
        uphill
      </text>
      <text className="agreement-end" x={middleX + 4} y={12}>{`Δ +${endText(ends.update)}`}</text>
      <text
        className="agreement-end"
        x={width - 4}
        y={middleY - 4}
        textAnchor="end"
      >{`−g +${endText(ends.descent)}`}</text>
      <path className="agreement-dots agreement-neither" d={circles(neither.map(placeOf), RADIUS - 1)} />
      <path className="agreement-dots" d={circles(downhill.map(placeOf), RADIUS)} />
      <path className="agreement-dots agreement-up" d={circles(uphill.map(placeOf), RADIUS)} />
      <path className="agreement-chosen" d={circles([placeOf(dots.chosen)], RADIUS + 3)} />
    </svg>
  );
}

function Table({ spec, model: { dots, group } }: Pick<ScatterProps, 'spec' | 'model'>) {
  const agents = agentsOfGroup(group);
  const size = (i: number) => Math.abs(dots.update[i] ?? 0);
  const rows = [...agents.keys()].sort((a, b) => size(b) - size(a)).slice(0, MOST_ROWS);
  return (
    <DataTable
      className="agreement-table"
      caption="Applied change and negative gradient of each agent"
      columns={['agent', 'applied', '−gradient', '']}
      rows={rows.map((i) => {
        const [update, descent] = [dots.update[i] ?? NaN, dots.descent[i] ?? NaN];
        const way = update * descent > 0 ? 'downhill' : update * descent < 0 ? 'uphill' : '–';
        const agent = agents[i];
        return [agent === undefined ? '' : agentName(spec, agent), signed(update, 5), signed(descent, 5), way];
      })}
    />
  );
}

/** The scatter of a group's updates, and its numbers. */
export function Scatter(props: ScatterProps) {
  const holder = useRef<HTMLDivElement>(null);
  const { width } = useSize(holder);
  const { group } = props.model;
  const all = agentsOfGroup(group).length;
  return (
    <div ref={holder}>
      {width > 0 && <Drawing {...props} width={width} />}
      <p className="note">
        {`Up: the applied change Δ; right: the negative gradient −g. One dot for each of ${plural(all, group.kind, group.kind === 'bias' ? 'biases' : 'weights')}, hollow where it goes uphill, grey where one of the two is 0; the ring is the selected one.`}
      </p>
      <details>
        <summary>{all > MOST_ROWS ? `As a table, the ${MOST_ROWS} that move most` : 'As a table'}</summary>
        <Table {...props} />
      </details>
    </div>
  );
}
