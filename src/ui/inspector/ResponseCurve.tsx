import { useDeferredValue, useId, useMemo, useRef, useState } from 'react';
import type { AgentRef } from '../../record/moment.ts';
import { agentName } from '../../viz/agents/agentNames.ts';
import { fixed, signed } from '../../viz/common/format.ts';
import type { InspectorModel } from '../../viz/inspector/inspectorModel.ts';
import {
  DEFAULT_REACH,
  responseCurve,
  sweepInputs,
  sweepOutputs,
  type Choice,
  type SweepInput,
  type SweepOutput,
  type SweepRequest,
} from '../../viz/inspector/responseCurve.ts';
import { AHEAD, useAway } from '../hooks/useAway.ts';
import { useHeld } from '../hooks/useHeld.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import type { SectionProps } from './sectionProps.ts';
import { ResponseDrawing } from './ResponseDrawing.tsx';

/** Beyond this many thin lines they are a blot, and cost more than they tell. */
const MOST_OTHERS = 19;
/** Points of a thin line: enough for the eye, and cheap where the batch is redrawn at every phase. */
const FEW = 13;
/** Rows of the table: every so many samples of the curve. */
const TABLE_EVERY = 5;
const REACHES = [
  ['1', '±1 sd'],
  [String(DEFAULT_REACH), `±${DEFAULT_REACH} sd`],
  ['10', '±10 sd'],
] as const;
type Reach = (typeof REACHES)[number][0];

/** What stands above the axis after the output's name. */
const UNITS: Readonly<Record<string, string>> = {
  change: ', above zero raises',
  raw: ', before centring and scaling',
  message: ', from −1 to 1',
};

interface ChooserProps<T extends string> {
  readonly label: string;
  readonly choices: readonly Choice<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

function Chooser<T extends string>({ label, choices, value, onChange }: ChooserProps<T>) {
  const id = useId();
  return (
    <span className="insp-choice">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="select select-small"
        value={value}
        onChange={({ target }) => onChange(target.value as T)}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.name}
          </option>
        ))}
      </select>
    </span>
  );
}

/** What was chosen where this agent has it, else its first choice. */
const offered = <T,>(choices: readonly Choice<T>[], wanted: T | undefined): Choice<T> | undefined =>
  choices.find(({ value }) => value === wanted) ?? choices[0];

/** The samples of the batch beside the chosen one, thinned out evenly where they are many. */
function othersOf(points: number, chosen: number): number[] {
  const every = Math.ceil((points - 1) / MOST_OTHERS);
  return Array.from({ length: points }, (_, b) => b).filter((b) => b !== chosen && b % every === 0);
}

/** Curves of the chosen sample, of the other samples over the same range, and of the pinned agent. */
function useCurves({ record, model, other, point, points, input, output, reach }: SweepProps) {
  const { ref, step } = model;
  const rival = other?.ref;
  return useMemo(() => {
    const of = (who: AgentRef, sample: number, more?: Pick<SweepRequest, 'around' | 'samples'>) => {
      const sweep = { ref: who, step, sample, input: input.value, output: output.value, reach };
      return responseCurve(record, { ...sweep, ...more });
    };
    const curve = of(ref, point);
    if (curve === undefined) return undefined;
    const around = curve.recorded.x;
    const others = othersOf(points, point).flatMap((b) => of(ref, b, { around, samples: FEW }) ?? []);
    return { curve, others, rival: rival && of(rival, point, { around }) };
  }, [record, ref, rival, step, point, points, input.value, output.value, reach]);
}

interface SweepProps extends ResponseCurveProps {
  readonly input: Choice<SweepInput>;
  readonly output: Choice<SweepOutput>;
  readonly reach: number;
}

/** The figure, what it says at the record in words, and its numbers as a table. */
function Sweep(props: SweepProps) {
  const { record, model, input, output, point, width, other } = props;
  const curves = useCurves(props);
  if (curves === undefined) return <p className="insp-note">This record lacks what the curve is computed from.</p>;
  const { recorded, slope, points } = curves.curve;
  const value = (v: number): string => signed(v, Math.abs(v) < 0.1 ? 4 : 3);
  const words = `recorded: ${input.name} = ${value(recorded.x)}, ${output.name} = ${value(recorded.y)}`;
  return (
    <>
      <ResponseDrawing
        {...curves}
        names={{ input: input.name, output: `${output.name}${UNITS[output.value.split(':')[0] ?? ''] ?? ''}` }}
        width={width}
        label={`Response of ${output.name} to ${input.name} for point ${point + 1}; ${words}`}
      />
      <p className="insp-note insp-response" data-testid="response-words">
        <i className="insp-key-dot" aria-hidden="true" /> {words}; slope {value(slope)}. Thick: point {point + 1}; thin:
        the others{curves.rival && `; dashed: ${agentName(record.header.spec, other?.ref ?? model.ref)}`}.
      </p>
      <DataTable
        caption={`Response of ${output.name} to ${input.name}, point ${point + 1}`}
        columns={[input.name, output.name]}
        rows={points.filter((_, at) => at % TABLE_EVERY === 0).map(({ x, y }) => [fixed(x, 4), fixed(y, 5)])}
      />
    </>
  );
}

export interface ResponseCurveProps extends SectionProps {
  /** The pinned agent, drawn on the same axes where its rule has the same input and output. */
  readonly other?: InspectorModel;
  /** The input moved until another one is chosen here. */
  readonly sweep?: SweepInput | undefined;
  /** What the section is called, where there is another one on the page. */
  readonly name?: string;
}

/** What the rule would answer if one of its inputs were different, everything else as recorded. */
export function ResponseCurve(now: ResponseCurveProps) {
  const section = useRef<HTMLElement>(null);
  const away = useAway(section, AHEAD);
  // Many passes of the rule: they come after the rest of the page has been drawn, and not while they are out of sight.
  const props = useHeld(useDeferredValue(now), away);
  const { record, model } = props;
  const { spec } = record.header;
  const [wanted, setWanted] = useState<{ readonly input?: SweepInput; readonly output?: SweepOutput }>({});
  const [asked, setAsked] = useState(now.sweep);
  if (asked !== now.sweep) {
    setAsked(now.sweep);
    setWanted({ ...wanted, ...(now.sweep && { input: now.sweep }) });
  }
  const [reach, setReach] = useState<Reach>('3');
  const [inputs, outputs] = [sweepInputs(spec, model.group), sweepOutputs(spec, model.group)];
  const [input, output] = [offered(inputs, wanted.input), offered(outputs, wanted.output)];
  if (input === undefined || output === undefined) return null;
  return (
    <section ref={section} className="insp-block" aria-label={props.name ?? 'Response curve'}>
      <h3>
        Response curve <small>one input moved, the rest as recorded</small>
      </h3>
      <div className="insp-choices">
        <Chooser
          label="Input"
          choices={inputs}
          value={input.value}
          onChange={(to) => setWanted({ ...wanted, input: to })}
        />
        <Chooser
          label="Output"
          choices={outputs}
          value={output.value}
          onChange={(to) => setWanted({ ...wanted, output: to })}
        />
        <Segmented label="Range" options={REACHES} value={reach} onChange={setReach} />
      </div>
      {model.spoken ? (
        <Sweep {...props} input={input} output={output} reach={Number(reach)} />
      ) : (
        <p className="insp-note">Not yet: this agent has not been asked in this step.</p>
      )}
    </section>
  );
}
