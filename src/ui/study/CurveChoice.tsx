import type { CurveKey } from '../../record/trainedRun.ts';
import { Segmented } from '../parts/Segmented.tsx';

interface CurveChoiceProps {
  readonly label: string;
  readonly value: CurveKey;
  readonly onChange: (value: CurveKey) => void;
}

/** Which of a run's two losses is drawn over meta-steps. */
export function CurveChoice({ label, value, onChange }: CurveChoiceProps) {
  return (
    <Segmented
      label={label}
      options={[
        ['heldOut', 'Held-out loss'],
        ['metaLoss', 'Meta-loss'],
      ]}
      value={value}
      onChange={onChange}
    />
  );
}
