import type { StudyPhase } from '../../store/study/going.ts';
import { useLab, useLabState } from '../LabContext.tsx';

const WORDS: Readonly<Partial<Record<StudyPhase, string>>> = {
  elsewhere: 'waits for another tab',
  measuring: 'is being measured',
  yielding: 'waits while you train',
};

/** The study that trains behind the page: how far it is, and what it does; undefined where none does. */
export function useStudyGoing(): { readonly name: string; readonly about: string; readonly busy: boolean } | undefined {
  const study = useLabState((s) => s.session.study);
  if (study === undefined) return undefined;
  const { name, phase, share } = study;
  return {
    name: share === undefined ? 'Study …' : `Study ${Math.floor(100 * share)} %`,
    about: `${name} ${WORDS[phase] ?? 'trains in the background'}`,
    busy: phase === 'training' || phase === 'measuring',
  };
}

/** On a phone, whose bar has no room for words: that a study trains; pressed, it leads there. */
export function StudyBadge() {
  const lab = useLab();
  const going = useStudyGoing();
  const room = useLabState((s) => s.appearance.room);
  if (going === undefined || room === 'study') return null;
  const { name, about, busy } = going;
  return (
    <button
      type="button"
      className="badge phone-only"
      title={about}
      aria-label={`${name}: ${about}`}
      onClick={() => lab.appearance.enter('study')}
    >
      <span className={busy ? 'spinner' : 'dot dot-idle'} />
    </button>
  );
}
