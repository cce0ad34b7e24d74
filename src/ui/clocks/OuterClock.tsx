import { paceOf } from '../../store/meta/progress.ts';
import { spanOf } from '../../store/clocks/timeTravel.ts';
import { isActive, liveStep } from '../../store/meta/training.ts';
import { MetaSparkline } from '../meta/MetaSparkline.tsx';
import { grouped, rateText } from '../../viz/common/format.ts';
import { useReports } from '../hooks/useReports.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { Icon } from '../parts/Icon.tsx';
import { CheckpointTrack } from './CheckpointTrack.tsx';
import { Travelling } from './Travelling.tsx';
import { PauseButton } from '../meta/PauseButton.tsx';
import { ResumeButton } from '../meta/ResumeButton.tsx';

const HINT = 'Train a rule yourself, or go on with this one.';

function Curve() {
  const reports = useReports();
  const theme = useLabState((s) => s.appearance.theme);
  const drawer = useLabState((s) => s.appearance.drawer);
  const { checkpoints } = useLabState((s) => s.training);
  const live = useLabState((s) => liveStep(s.experiment));
  if (drawer) return <CheckpointTrack />;
  return reports.length === 0 ? (
    <p className="outer-hint">{HINT}</p>
  ) : (
    <div className="outer-curve">
      <MetaSparkline reports={reports} theme={theme} span={spanOf(checkpoints, live)} />
      <CheckpointTrack />
    </div>
  );
}

/** The run's state as a dot and a word. */
function TrainingStatusLine() {
  const { status, starting, settings, samples, step } = useLabState((s) => s.training);
  const words = {
    idle: settings === undefined ? 'Not training' : 'Stopped at meta-step',
    running: 'Running, meta-step',
    paused: 'Paused at meta-step',
    failed: 'Failed at meta-step',
  }[status];
  const dot = { idle: 'dot dot-idle', running: 'dot dot-live', paused: 'dot dot-idle', failed: 'dot dot-bad' }[status];
  const pace = status === 'running' ? paceOf(samples) : undefined;
  const resumable = useLabState((s) => s.training.resumable !== undefined);
  if (resumable && settings === undefined) return null;
  if (starting) {
    return (
      <span className="status-line">
        <span className="spinner" />
        Setting up the run
      </span>
    );
  }
  return (
    <span className="status-line">
      <span className={dot} />
      <span>
        {words} {settings !== undefined && <b>{grouped(step)}</b>}
        {pace !== undefined && <span className="status-rate">{`, ${rateText(pace)}/s`}</span>}
      </span>
    </span>
  );
}

function MainButton() {
  const lab = useLab();
  const status = useLabState((s) => s.training.status);
  const ready = useLabState((s) => s.session.backend !== undefined);
  if (isActive(status)) return <PauseButton />;
  return (
    <>
      <ResumeButton />
      <button type="button" className="btn btn-primary" disabled={!ready} onClick={() => lab.appearance.open('drawer')}>
        <Icon name="play" />
        Train
      </button>
    </>
  );
}

/** The outer clock: meta-training at a glance; opens into the drawer. */
export function OuterClock() {
  const lab = useLab();
  const open = useLabState((s) => s.appearance.drawer);
  const travelling = useLabState((s) => s.training.at !== undefined);
  return (
    <section className="clock clock-outer" aria-label="Outer clock: meta-training">
      <div className="clock-left">
        <button
          type="button"
          id="drawer-toggle"
          className="drawer-toggle"
          data-testid="drawer-toggle"
          aria-expanded={open}
          aria-controls="drawer"
          onClick={() => lab.appearance.toggle('drawer')}
        >
          <Icon name={open ? 'down' : 'up'} />
          Meta-training <small>outer clock</small>
        </button>
      </div>
      <div className="clock-centre">
        <Curve />
      </div>
      <div className="clock-right">
        {travelling ? <Travelling /> : <TrainingStatusLine />}
        {!open && !travelling && <MainButton />}
      </div>
    </section>
  );
}
