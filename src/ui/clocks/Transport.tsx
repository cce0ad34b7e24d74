import type { PlaybackAction } from '../../store/clocks/playback.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { Icon, type IconName } from '../parts/Icon.tsx';
import { IconButton } from '../parts/IconButton.tsx';

interface JumpProps {
  readonly icon: IconName;
  readonly label: string;
  readonly action: PlaybackAction;
  readonly wideOnly?: boolean;
}

function Jump({ icon, label, action, wideOnly = false }: JumpProps) {
  const lab = useLab();
  const none = useLabState((s) => s.experiment.record === undefined);
  const className = wideOnly ? 'wide-1100' : '';
  return (
    <IconButton icon={icon} label={label} className={className} disabled={none} onClick={() => lab.clock(action)} />
  );
}

function PlayButton() {
  const lab = useLab();
  const playing = useLabState((s) => s.playback.playing);
  const none = useLabState((s) => s.experiment.record === undefined);
  const words = playing ? 'Stop playing' : 'Play';
  return (
    <button
      type="button"
      className="play"
      data-testid="play"
      disabled={none}
      aria-label={words}
      title={`${words} (Space)`}
      onClick={() => lab.clock({ kind: 'toggle' })}
    >
      <Icon name={playing ? 'pause' : 'play'} />
    </button>
  );
}

function Title() {
  const lab = useLab();
  const loop = useLabState((s) => s.playback.loop);
  const steps = useLabState((s) => s.experiment.record?.header.probe.steps);
  const extent = steps === undefined ? 'inner clock' : `inner clock, ${steps} ${steps === 1 ? 'step' : 'steps'}`;
  return (
    <div className="clock-title">
      <span className="clock-words">
        Adapting <small>{extent}</small>
      </span>
      <IconButton
        icon="loop"
        label="Play in a loop"
        className="loop"
        aria-pressed={loop}
        onClick={() => lab.clock({ kind: 'loop' })}
      />
    </div>
  );
}

/** Play, step, speed. */
export function Transport() {
  const lab = useLab();
  const speed = useLabState((s) => s.playback.speed);
  return (
    <div className="clock-left">
      <Title />
      <div className="transport">
        <Jump icon="first" label="Before learning" action={{ kind: 'first' }} wideOnly />
        <Jump icon="previous" label="Previous phase" action={{ kind: 'phase', by: -1 }} />
        <PlayButton />
        <Jump icon="next" label="Next phase" action={{ kind: 'phase', by: 1 }} />
        <Jump icon="last" label="After the last step" action={{ kind: 'last' }} wideOnly />
        <button
          type="button"
          className="speed"
          title="Speed: [ slower, ] faster"
          aria-label={`Speed ${speed}×`}
          onClick={() => lab.clock({ kind: 'cycleSpeed' })}
        >
          {speed === 0.5 ? '½' : speed}×
        </button>
      </div>
    </div>
  );
}
