import { useMemo } from 'react';

import { useLab, useLabState } from '../LabContext.tsx';
import { experimentOptions, isInUse, type ExperimentOption } from './experiments.ts';

/** The experiments: task, network and the best rule for both. */
export function ExperimentSelect({ className }: { readonly className: string }) {
  const lab = useLab();
  const experiment = useLabState((s) => s.experiment);
  const { manifest } = experiment;
  const options = useMemo(() => experimentOptions({ manifest }), [manifest]);
  // Another rule of the same preset is not what the experiment would open.
  const current = options.find((option) => isInUse(option, experiment));
  const open = (option: ExperimentOption | undefined) => {
    lab.appearance.enter('figures');
    if (option !== undefined) void lab.experiment.choose(option.choice, { push: true });
  };
  return (
    <select
      className={`select ${className}`}
      aria-label="Experiment"
      title={current?.summary}
      value={current?.preset ?? ''}
      onChange={(event) => open(options.find((o) => o.preset === event.target.value))}
    >
      {current === undefined && <option value="">{experiment.rule ? 'Another rule' : 'Opening'}</option>}
      {options.map(({ preset, name, size, trained }) => (
        <option key={preset} value={preset}>{`${name} ${size}${trained ? '' : ', no rule yet'}`}</option>
      ))}
    </select>
  );
}
