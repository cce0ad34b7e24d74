import type { StudyPhase } from '../../store/study/going.ts';
import { useLab, useLabState } from '../LabContext.tsx';

const WORDS: Readonly<Partial<Record<StudyPhase, string>>> = {
  elsewhere: 'waits for another tab',
  measuring: 'is being measured',
  yielding: 'waits while you train',
};

/** That a study trains behind the page; pressed, it leads there. */
export function StudyBadge() {
  const lab = useLab();
  const study = useLabState((s) => s.session.study);
  const room = useLabState((s) => s.appearance.room);
  if (study === undefined || room === 'study') return null;
  const { name, phase, share } = study;
  const done = share === undefined ? '' : ` ${Math.floor(100 * share)} %`;
  const words = WORDS[phase] ?? 'trains in the background';
  return (
    <button
      type="button"
      className="badge"
      title={`${name} ${words}`}
      aria-label={`Study${done}: ${name} ${words}`}
      onClick={() => lab.appearance.enter('study')}
    >
      <span className={phase === 'training' || phase === 'measuring' ? 'spinner' : 'dot dot-idle'} />
      <span className="badge-name">{`Study${done}`}</span>
    </button>
  );
}
