import { useEffect } from 'react';

import type { Smoothing } from '../../store/page/appearance.ts';
import { liveStep } from '../../store/meta/training.ts';
import { phasesOf, stepsApplied } from '../../record/moment.ts';
import { specInUse } from '../../store/experiment/experiment.ts';
import { MetaMap } from './MetaMap.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { useLab, useLabState } from '../LabContext.tsx';

const VIEWS = [
  ['curves', 'Curves'],
  ['map', 'Map'],
] as const;
const SMOOTHINGS: readonly Smoothing[] = ['auto', 1, 10, 50, 200];

/** Curves or map, and how smooth the curves are. */
export function MetaTools() {
  const lab = useLab();
  const { metaView, smoothing } = useLabState((s) => s.appearance);
  return (
    <div className="fig-tools">
      {metaView === 'curves' && (
        <label className="fig-channel">
          Smoothing
          <select
            className="select select-small"
            value={smoothing}
            onChange={({ target }) =>
              lab.appearance.smooth(SMOOTHINGS.find((each) => String(each) === target.value) ?? 'auto')
            }
          >
            {SMOOTHINGS.map((each) => (
              <option key={each} value={each}>
                {each === 'auto' ? 'auto' : each === 1 ? 'none' : `${each} meta-steps`}
              </option>
            ))}
          </select>
        </label>
      )}
      <Segmented
        label="View of meta-training"
        options={VIEWS}
        value={metaView}
        onChange={(to) => lab.appearance.showMeta(to)}
      />
    </div>
  );
}

/** Each checkpoint on the task on screen: scrub both clocks at once. */
export function ProbeMap() {
  const lab = useLab();
  const { checkpoints, at } = useLabState((s) => s.training);
  const live = useLabState((s) => liveStep(s.experiment));
  const theme = useLabState((s) => s.appearance.theme);
  const moment = useLabState((s) => s.playback.moment);
  const spec = useLabState((s) => specInUse(s.experiment));
  useEffect(() => {
    lab.setVisible('map', true);
    return () => lab.setVisible('map', false);
  }, [lab]);
  const innerStep = stepsApplied(moment, phasesOf(spec));
  return (
    <section className="fig fig-meta" aria-label="Map of meta-training">
      <header className="fig-header">
        <h2>This task, rule by rule</h2>
        <p>Columns are checkpoints of the rule, rows inner steps; darker is a lower loss.</p>
        <MetaTools />
      </header>
      <MetaMap
        checkpoints={checkpoints}
        theme={theme}
        at={{ metaStep: at ?? live, innerStep }}
        onGo={(metaStep, step) => lab.travel.goToCell(metaStep, step)}
      />
    </section>
  );
}
