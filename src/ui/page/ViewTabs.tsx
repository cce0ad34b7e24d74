import { useLab, useLabState } from '../LabContext.tsx';
import { ROOMS } from './rooms.ts';
import { useStudyGoing } from './StudyBadge.tsx';

/** What stands in the middle of the page; that of studies says how far the one is that trains. */
export function ViewTabs() {
  const lab = useLab();
  const here = useLabState((s) => s.appearance.room);
  const going = useStudyGoing();
  return (
    <nav className="tabs wide-700" aria-label="Views">
      {ROOMS.map((each) => {
        const { room } = each;
        const { name, about } = room === 'study' ? (going ?? each) : each;
        return (
          <button
            key={room}
            type="button"
            aria-current={here === room ? 'page' : undefined}
            title={about}
            onClick={() => lab.appearance.enter(room)}
          >
            {name}
          </button>
        );
      })}
      <button
        type="button"
        aria-haspopup="dialog"
        title="A rule by hand, in formulas"
        onClick={() => lab.appearance.write()}
      >
        Write
      </button>
    </nav>
  );
}
