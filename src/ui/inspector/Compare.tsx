import { Fragment } from 'react';
import type { EpisodeRecord } from '../../record/episode.ts';
import { agentName } from '../../viz/agents/agentNames.ts';
import { divergingColour } from '../../viz/common/colour.ts';
import { comparedMessages, comparedNumbers } from '../../viz/inspector/compareModel.ts';
import { fixed, signed } from '../../viz/common/format.ts';
import type { InspectorModel } from '../../viz/inspector/inspectorModel.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { Cells, NotYet } from './Cells.tsx';
import type { SectionProps } from './sectionProps.ts';

const LABEL = 62;
const LINE = 14;
const TOP = 16;
/** Room between what they say and what they hear. */
const GAP = 14;

/** Two agents at one moment, the selected one first. */
export interface CompareProps extends SectionProps {
  readonly other: InspectorModel;
}

const namesOf = (record: EpisodeRecord, { model, other }: Pick<CompareProps, 'model' | 'other'>) =>
  [model, other].map(({ ref }) => agentName(record.header.spec, ref));

const number = (value: number | undefined, size?: true): string =>
  value === undefined ? '–' : (size === true ? fixed : signed)(value, 4);

/** Numbers of both and their difference, for everyone to see. */
function Numbers({ record, model, other, point }: CompareProps) {
  const rows = comparedNumbers(record, [model, other], point);
  return (
    <DataTable
      className="insp-compare"
      caption="Both agents in numbers, and their difference"
      columns={['', ...namesOf(record, { model, other }), 'difference']}
      rows={rows.map(({ name, values: [a, b], size }) => [
        name,
        number(a, size),
        number(b, size),
        number(a === undefined || b === undefined ? undefined : a - b),
      ])}
    />
  );
}

/** Mean messages of both, one above the other, and what one says more than the other, all on one scale. */
function MessageStrips(props: CompareProps) {
  const { record, model, other, theme, width } = props;
  const side = (width - LABEL - GAP) / 2;
  const names = [...namesOf(record, props), 'difference'];
  const sides = [
    { title: 'Says', ...comparedMessages(model.says, other.says), x: LABEL },
    { title: 'Hears', ...comparedMessages(model.hears, other.hears), x: LABEL + side + GAP },
  ];
  return (
    <svg
      width={width}
      height={TOP + 3 * LINE}
      role="img"
      aria-label="Mean message said and heard by both agents and their difference, one cell per channel, same scale"
    >
      {names.map((name, row) => (
        <text key={name} className="insp-ink2" x={0} y={TOP + row * LINE + 10}>
          {name}
        </text>
      ))}
      {sides.map(({ title, means, difference, x }) => (
        <Fragment key={title}>
          <text x={x} y={9}>
            <tspan className="insp-map-title">{title}</tspan>
            <tspan dx={5}>mean</tspan>
          </text>
          {[...means, difference].map((values, row) => {
            const place = { x, y: TOP + row * LINE };
            if (values === undefined) return <NotYet key={row} {...place} width={side} height={LINE - 2} />;
            return (
              <Cells
                key={row}
                {...place}
                values={values}
                columns={values.length}
                cellWidth={side / values.length}
                cellHeight={LINE - 1.5}
                colour={(v) => divergingColour(theme, v)}
              />
            );
          })}
        </Fragment>
      ))}
    </svg>
  );
}

/** The selected agent and the pinned one, and what lies between them. */
export function Compare(props: CompareProps) {
  return (
    <section className="insp-block insp-compared" aria-label="Comparison">
      <MessageStrips {...props} />
      <Numbers {...props} />
    </section>
  );
}
