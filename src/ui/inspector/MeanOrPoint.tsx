import { Segmented } from '../parts/Segmented.tsx';
import type { SectionProps } from './sectionProps.ts';

export type Of = 'mean' | 'point';

/** Whether a section shows the mean over the batch or its chosen point. */
export function MeanOrPoint({
  label,
  of,
  onChange,
  point,
  points,
}: Pick<SectionProps, 'point' | 'points'> & {
  readonly label: string;
  readonly of: Of;
  readonly onChange: (of: Of) => void;
}) {
  const options = [
    ['mean', `mean of ${points}`],
    ['point', `point ${point + 1}`],
  ] as const;
  return <Segmented label={label} options={options} value={of} onChange={onChange} />;
}
