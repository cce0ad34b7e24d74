import { useMemo } from 'react';

import { useLab, useLabState } from '../LabContext.tsx';
import { experimentOptions, isInUse, type ExperimentOption } from './experiments.ts';

/** The experiments: a row of tabs, a menu in the narrow layout. */
export function ExperimentTabs() {
  const lab = useLab();
  const experiment = useLabState((s) => s.experiment);
  const { manifest } = experiment;
  const options = useMemo(() => experimentOptions({ manifest }), [manifest]);
  // Another rule of the same preset is not what the tab would open.
  const current = options.find((option) => isInUse(option, experiment))?.preset;
  const open = (option: ExperimentOption | undefined) => {
    lab.appearance.toFigures();
    if (option !== undefined && !isInUse(option, experiment)) void lab.experiment.choose(option.choice, { push: true });
  };
  return (
    <>
      <nav className="tabs" aria-label="Experiments">
        {options.map((option) => (
          <button
            key={option.preset}
            type="button"
            aria-current={option.preset === current ? 'true' : undefined}
            title={option.summary}
            onClick={() => open(option)}
          >
            {option.name} <small>{option.size}</small>
            {!option.trained && <span className="untrained" role="img" aria-label="no rule shipped yet" />}
          </button>
        ))}
      </nav>
      <select
        className="select narrow-only"
        aria-label="Experiment"
        value={current ?? ''}
        onChange={(event) => open(options.find((o) => o.preset === event.target.value))}
      >
        {current === undefined && <option value="">{experiment.rule ? 'Another rule' : 'Opening'}</option>}
        {options.map((option) => (
          <option key={option.preset} value={option.preset}>{`${option.name} ${option.size}`}</option>
        ))}
      </select>
    </>
  );
}
