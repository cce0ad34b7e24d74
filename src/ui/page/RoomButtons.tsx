import { useLab, useLabState } from '../LabContext.tsx';
import { ROOMS } from './rooms.ts';
import { useStudyGoing } from './StudyBadge.tsx';

/** What may stand in place of the figures, and back; that of studies says how far the one is that trains. */
export function RoomButtons() {
  const lab = useLab();
  const here = useLabState((s) => s.appearance.room);
  const going = useStudyGoing();
  return ROOMS.map((each) => {
    const { room } = each;
    const { name, about } = room === 'study' ? (going ?? each) : each;
    return (
      <button
        key={room}
        type="button"
        className="btn view-button wide-600"
        aria-pressed={here === room}
        title={here === room ? 'Back to the figures' : about}
        onClick={() => lab.appearance.enter(room)}
      >
        {name}
      </button>
    );
  });
}
