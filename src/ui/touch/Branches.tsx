import { useId, useLayoutEffect, useMemo, useRef, useState, type CSSProperties } from 'react';

import { phasesOf, type Moment } from '../../record/moment.ts';
import { heldOutLosses } from '../../record/sections.ts';
import { laneKey } from '../../store/fit/lanes.ts';
import { specOnShow } from '../../store/experiment/experiment.ts';
import type { LabState } from '../../store/labStore.ts';
import { branchOf, possibleBranches, type Branch } from '../../store/touch/branches.ts';
import { lossText } from '../../viz/common/format.ts';
import { interventionWords } from '../../viz/touch/changeWords.ts';
import { forkOf } from '../../viz/touch/fork.ts';
import { phaseName } from '../clocks/narration.ts';
import { textScale } from '../hooks/textScale.ts';
import { zoomOf } from '../hooks/zoomOf.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { Icon } from '../parts/Icon.tsx';
import './branches.css';

/** Height of a line of the strip, as in the stylesheet. */
const LINE_REM = 1.375;
/** How far a branch takes to leave the intact run. */
const BEND = 14;

interface Run {
  /** Undefined for the intact run. */
  readonly branch: Branch | undefined;
  readonly words: string;
  readonly fork: Moment | undefined;
  readonly shown: boolean;
  /** After the last inner step; undefined while it is not known. */
  readonly loss: number | undefined;
}

/** The intact run and every branch, with the loss each ends on. */
function runsOf({ lanes, experiment }: Pick<LabState, 'lanes' | 'experiment'>): readonly Run[] {
  const { record, probe } = experiment;
  const spec = specOnShow(experiment);
  const adapted =
    record !== undefined && lanes.adapted?.key === laneKey(lanes, record.header.spec, record.header.probe)
      ? lanes.adapted.lanes
      : [];
  const inForce = branchOf(lanes.branches, probe.interventions);
  const own = record === undefined ? undefined : heldOutLosses(record).at(-1);
  const lossOf = (id: string) => adapted.find((lane) => lane.id === id)?.losses.at(-1);
  return [undefined, ...possibleBranches(spec, lanes.branches)].map((branch): Run => {
    const shown = branch?.letter === inForce?.letter;
    return {
      branch,
      words: branch === undefined ? 'intact' : branch.changes.map((one) => interventionWords(spec, one)).join('; '),
      fork: branch && forkOf(spec, branch.changes),
      shown,
      loss: shown ? own : lossOf(branch?.letter ?? 'intact'),
    };
  });
}

const timelineOf = (strip: HTMLElement) => strip.parentElement?.querySelector('.timeline');

/** Where on the timeline above a moment begins, in pixels of the screen from the strip's left. */
function placeOf(strip: HTMLElement, { step, phase }: Moment): number {
  const timeline = timelineOf(strip);
  const { left, right } = strip.getBoundingClientRect();
  const ruler = timeline?.querySelector<HTMLElement>('.ruler-scale');
  if (ruler !== null && ruler !== undefined) {
    const box = ruler.getBoundingClientRect();
    return box.left - left + box.width * Math.min(1, (step - 1) / Number(ruler.dataset['last']));
  }
  // The block before the first step has a cell of the same moment.
  const cell = [...(timeline?.querySelectorAll(`[data-step="${step}"][data-phase="${phase}"]`) ?? [])].at(-1);
  return (cell?.getBoundingClientRect().left ?? right) - left;
}

interface Places {
  readonly width: number;
  /** Of every run; of the intact one 0. */
  readonly x: readonly number[];
}

/** The places of the forks and the width of the strip, followed as the page changes its size. */
function usePlaces(forks: readonly (Moment | undefined)[], steps: number) {
  const strip = useRef<HTMLFieldSetElement>(null);
  const [places, setPlaces] = useState<Places>();
  const key = JSON.stringify([forks, steps]);
  useLayoutEffect(() => {
    const element = strip.current;
    if (element === null) return undefined;
    const wanted = (JSON.parse(key) as [(Moment | null)[], number])[0];
    const observer = new ResizeObserver(() => {
      setPlaces({
        width: element.clientWidth,
        x: wanted.map((fork) => (fork === null ? 0 : Math.round(placeOf(element, fork) / zoomOf(element)))),
      });
    });
    observer.observe(element);
    const timeline = timelineOf(element);
    if (timeline) observer.observe(timeline);
    return () => observer.disconnect();
  }, [key]);
  return { strip, places };
}

/** The lines of the strip: the intact run all along, the others from where they leave it. */
function Lines({
  runs,
  width,
  x,
}: {
  readonly runs: readonly Run[];
  readonly width: number;
  readonly x: readonly number[];
}) {
  const line = 16 * LINE_REM * textScale();
  const y = (i: number) => line * (i + 0.5);
  const path = (i: number) => {
    const from = x[i] ?? 0;
    if (i === 0) return `M0 ${y(0)}H${width - 5}`;
    const [to, middle] = [Math.min(from + BEND, width - 6), from + BEND / 2];
    return `M${from} ${y(0)}C${middle} ${y(0)} ${middle} ${y(i)} ${to} ${y(i)}H${width - 5}`;
  };
  // What is on show lies on top.
  const order = runs.map((_, i) => i).sort((a, b) => Number(runs[a]?.shown) - Number(runs[b]?.shown));
  return (
    <svg width={width} height={line * runs.length} aria-hidden="true">
      {order.map((i) => (
        <g key={i} className={runs[i]?.shown === true ? 'branch-line branch-shown' : 'branch-line'}>
          <path d={path(i)} />
          <circle cx={width - 5} cy={y(i)} r={3} />
          {i > 0 && <circle className="branch-fork" cx={x[i]} cy={y(0)} r={3.5} />}
        </g>
      ))}
    </svg>
  );
}

interface LabelProps {
  readonly run: Run;
  readonly name: string;
  readonly when: string;
  /** Where it begins. */
  readonly x: number;
}

/** What a run is, and its loss: a radio button. */
function Label({ run, name, when, x }: LabelProps) {
  const lab = useLab();
  const { branch, words, shown, loss } = run;
  const letter = branch?.letter ?? '0';
  return (
    <div className="branch" style={{ '--start': `${x}px` } as CSSProperties}>
      <label title={when === '' ? words : `${words}; ${when}`}>
        <input
          type="radio"
          name={name}
          checked={shown}
          aria-label={[
            letter === '0' ? words : `${letter}: ${words}`,
            when,
            loss === undefined ? '' : `loss ${lossText(loss)}`,
          ]
            .filter((part) => part !== '')
            .join(', ')}
          onChange={() => lab.touch.showChanges(branch?.changes)}
        />
        <b>{letter}</b>
        <span>{words}</span>
        <i>{loss === undefined ? '' : lossText(loss)}</i>
      </label>
      {branch !== undefined && (
        <button
          type="button"
          aria-label={`Forget branch ${letter}`}
          title={`Forget branch ${letter}`}
          onClick={() => {
            if (shown) lab.touch.intact();
            lab.lanes.forget(branch);
          }}
        >
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}

/** Room of the intact run's label, which no fork may lie under. */
const INTACT = 132;
/** How far right of its fork a label begins, and where it begins at the earliest and the latest, as shares. */
const AFTER = 26;
const [EARLIEST, LATEST] = [0.34, 0.45];

/** Where the label of each run begins. */
function labelsAt({ width, x }: Places): readonly number[] {
  const [, ...forks] = x;
  const free = [EARLIEST, 0.01, 0.5, 0.66, 0.82].find((share) =>
    forks.every((fork) => fork < share * width - 6 || fork > share * width + INTACT),
  );
  return x.map((fork, i) =>
    Math.round(
      i === 0 ? (free ?? EARLIEST) * width : Math.max(EARLIEST * width, Math.min(fork + AFTER, LATEST * width)),
    ),
  );
}

/** The intact run and its branches under the timeline, each to be put on show. */
export function Branches() {
  const lanes = useLabState((s) => s.lanes);
  const experiment = useLabState((s) => s.experiment);
  const runs = useMemo(() => runsOf({ lanes, experiment }), [lanes, experiment]);
  const steps = experiment.record?.header.probe.steps ?? 0;
  const { strip, places } = usePlaces(
    runs.map(({ fork }) => fork),
    steps,
  );
  const starts = places === undefined ? [] : labelsAt(places);
  const name = useId();
  const phases = phasesOf(specOnShow(experiment));
  if (runs.length < 2 || experiment.record === undefined) return null;
  const whenOf = ({ fork }: Run) =>
    fork === undefined
      ? ''
      : `from step ${fork.step}, ${phaseName(phases[fork.phase])}${fork.step > steps ? ', not reached here' : ''}`;
  return (
    <fieldset ref={strip} className="branches">
      <legend className="fig-hidden">Branches</legend>
      {places !== undefined && <Lines runs={runs} {...places} />}
      {runs.map((run, i) => (
        <Label key={run.branch?.letter ?? 'intact'} run={run} name={name} when={whenOf(run)} x={starts[i] ?? 0} />
      ))}
    </fieldset>
  );
}
