import { actsIn } from '../../experiment/interventions.ts';
import { phasesOf } from '../../record/moment.ts';
import { batchSize } from '../../record/sections.ts';
import { useLabState } from '../LabContext.tsx';
import { narrate } from './narration.ts';
import { onDemand } from '../parts/onDemand.tsx';
import { Timeline } from './Timeline.tsx';
import { Transport } from './Transport.tsx';

const Branches = onDemand(async () => (await import('../touch/Branches.tsx')).Branches);

function NarrationPanel({ branched }: { readonly branched: boolean }) {
  const record = useLabState((s) => s.experiment.record);
  const { moment, playing } = useLabState((s) => s.playback);
  const spec = record?.header.spec;
  const phase = spec && phasesOf(spec)[moment.phase];
  const steps = record?.header.probe.steps ?? 0;
  const points = record && batchSize(record, moment.step);
  const changed = record?.header.probe.interventions?.some((one) => actsIn(one, moment.step));
  const { title, text } =
    spec && phase ? narrate(spec, phase, moment.step, steps, points, changed) : { title: '', text: '' };
  return (
    <div className="clock-right narration">
      <p aria-live={playing ? 'off' : 'polite'}>
        <b>{title}</b>
        {text}
      </p>
      {steps > 0 && (
        <p className="keys">
          <kbd>←</kbd> <kbd>→</kbd> phase <kbd>Space</kbd> play <kbd>{`0–${Math.min(9, steps)}`}</kbd> step
          {branched && (
            <>
              {' '}
              <kbd>B</kbd> branch
            </>
          )}
        </p>
      )}
    </div>
  );
}

/** The inner clock: inner steps and their phases on one task. */
export function InnerClock() {
  const branched = useLabState((s) => s.lanes.branches.length > 0);
  return (
    <section className="clock clock-inner" aria-label="Inner clock: adapting" data-branched={branched || undefined}>
      <Transport />
      <div className="clock-centre">
        <Timeline />
        {branched && <Branches />}
      </div>
      <NarrationPanel branched={branched} />
    </section>
  );
}
