import { useEffect, useState } from 'react';
import { useStore } from 'zustand';

import { messageOf } from '../../store/context.ts';
import type { KeptStudy } from '../../store/study/keptStudies.ts';
import type { StudyPhase } from '../../store/study/going.ts';
import type { Estimate, Studies } from '../../store/study/studies.ts';
import { grouped, plural, timeText } from '../../viz/common/format.ts';
import type { Lent } from '../../checkpoints/staying.ts';
import { useLent } from '../runs/useLent.ts';
import { bytesText } from '../runs/words.ts';
import { useLab } from '../LabContext.tsx';
import { Progress } from '../parts/Progress.tsx';

interface OwnStudyProps {
  readonly own: KeptStudy;
  readonly studies: Studies;
  readonly onChange: () => void;
  readonly onDelete: () => void;
}

const PHASES: Readonly<Record<StudyPhase, string>> = {
  idle: 'Paused.',
  elsewhere: 'Another tab trains a study; this one goes on when that tab is closed or done.',
  measuring: 'Measuring what a meta-step of each kind of cell takes …',
  training: 'Training.',
  yielding: 'Waits while you train; it goes on when that training is paused or over.',
};

interface Rest {
  /** Runs. */
  readonly left: number;
  readonly estimate?: Estimate | undefined;
}

/** How many runs are left, and what they take; measured again when the study or what is done of it changes. */
function useRest({ own, studies }: Pick<OwnStudyProps, 'own' | 'studies'>, written: number, isGoing: boolean) {
  const [rest, setRest] = useState<Rest>();
  const [trouble, setTrouble] = useState<string>();
  useEffect(() => {
    const asked = new AbortController();
    const isOver = () => asked.signal.aborted;
    const measure = async () => {
      const { left } = await studies.found(own);
      if (isOver()) return;
      setRest({ left });
      if (isGoing || left === 0) return;
      const estimate = await studies.estimate(own.id);
      if (!isOver()) setRest({ left, estimate });
    };
    measure().catch((error: unknown) => setTrouble(messageOf(error)));
    return () => {
      asked.abort();
    };
  }, [own, studies, written, isGoing]);
  return { rest, trouble };
}

interface ButtonsProps extends OwnStudyProps {
  readonly done: number;
  readonly left: number;
}

/** Start, pause, and what else can be done with a study. */
function Buttons({ own, studies, onChange, onDelete, done, left }: ButtonsProps) {
  const lab = useLab();
  const going = useStore(studies.state, (state) => state.going);
  const isGoing = going === own.id;
  return (
    <p className="study-tools">
      {isGoing ? (
        <button type="button" className="btn" onClick={() => studies.pause()}>
          Pause
        </button>
      ) : (
        <button
          type="button"
          className="btn btn-primary"
          disabled={left === 0 || going !== undefined}
          title={going === undefined ? undefined : 'Another study is being trained'}
          onClick={() => studies.start(own.id)}
        >
          {done === 0 ? 'Start' : 'Go on'}
        </button>
      )}
      <button type="button" className="btn" disabled={isGoing} onClick={onChange}>
        Change or extend
      </button>
      <button
        type="button"
        className="btn"
        title="For mplp study on the command line, and for other browsers"
        onClick={() => lab.saveFile(`${JSON.stringify(own.study, undefined, 2)}\n`, 'study.json', 'application/json')}
      >
        Study file
      </button>
      <button type="button" className="btn" onClick={onDelete}>
        Delete
      </button>
    </p>
  );
}

/** Where a study that is not being trained stands: what is left, and what it takes here. */
function restWords({ left, estimate }: Rest, lent: Lent | undefined): string {
  if (left === 0) return 'Everything is there; change it to ask for more cells or seeds.';
  if (estimate === undefined) return 'Measuring what it takes here …';
  const of = lent === undefined ? '' : ` of the ${bytesText(Math.max(0, lent.quota - lent.used))} that are free here`;
  return `The rest takes about ${timeText(estimate.ms)} on this machine, and ${bytesText(estimate.bytes)}${of}.`;
}

/** A study made here: how far it is, what the rest takes, and what can be done with it. */
export function OwnStudy(props: OwnStudyProps) {
  const { own, studies } = props;
  const { going, phase, progress, written } = useStore(studies.state);
  const isGoing = going === own.id;
  const { rest, trouble } = useRest(props, written, isGoing);
  const lent = useLent();
  const all = own.cells.length * own.study.seeds.length;
  const left = rest?.left ?? all;
  const done = all - left;
  const size = `${plural(own.cells.length, 'cell')}, ${plural(own.study.seeds.length, 'seed')}`;
  return (
    <section aria-label="Progress of the study">
      <h1>{own.study.name}</h1>
      <p className="study-note" role="status">
        {`${size}: ${done} of ${plural(all, 'run')} done. `}
        {isGoing ? PHASES[phase] : rest !== undefined && trouble === undefined && restWords(rest, lent)}
      </p>
      {trouble !== undefined && (
        <p className="study-trouble" role="alert">
          {trouble}
        </p>
      )}
      {isGoing && <Progress label="Runs done" share={progress?.shareOfAll ?? done / all} />}
      {isGoing && progress !== undefined && (
        <p className="study-note">
          {`${progress.name}: meta-step ${grouped(progress.metaSteps)}; about ${timeText(progress.msLeft)} left in all`}
        </p>
      )}
      <Buttons {...props} done={done} left={left} />
    </section>
  );
}
