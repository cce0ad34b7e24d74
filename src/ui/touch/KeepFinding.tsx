import { messageOf } from '../../store/context.ts';
import { keepFinding, notKept, type Keepable } from '../../store/touch/findings.ts';
import { notify } from '../../store/labStore.ts';
import { useLab } from '../LabContext.tsx';

/** Keeps a measurement under Findings. */
export function KeepFinding({ found }: { readonly found: Keepable }) {
  const lab = useLab();
  const keep = () =>
    keepFinding(lab, found, Date.now(), Math.floor(1e6 * Math.random())).catch((error: unknown) =>
      notify(lab.store, notKept(messageOf(error))),
    );
  return (
    <button type="button" className="fig-button" onClick={() => void keep()}>
      Keep as finding
    </button>
  );
}
