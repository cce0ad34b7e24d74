import type { TouchSlice } from '../../store/touch/measuring.ts';
import { grouped, timeText } from '../../viz/common/format.ts';
import { useLab } from '../LabContext.tsx';
import { Progress } from '../parts/Progress.tsx';

/** How far a measurement is, and an end of it that keeps what there is. */
export function Measuring({ running }: { readonly running: NonNullable<TouchSlice['running']> }) {
  const { touch } = useLab();
  const { done, all, leftMs } = running;
  const left = leftMs === undefined ? '' : `, ${timeText(leftMs)} left`;
  return (
    <>
      <Progress label="Runs measured" share={done / all} />
      <button type="button" className="btn btn-wide" onClick={() => touch.endMeasuring()}>
        {`Cancel (${grouped(done)} of ${grouped(all)}${left})`}
      </button>
    </>
  );
}
