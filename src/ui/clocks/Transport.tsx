import { useLab, useLabState } from '../LabContext.tsx';
import { Icon } from '../parts/Icon.tsx';
import { IconButton } from '../parts/IconButton.tsx';

/** Play, step, speed. */
export function Transport() {
  const lab = useLab();
  const { playing, speed, loop } = useLabState((s) => s.playback);
  const steps = useLabState((s) => s.experiment.record?.header.probe.steps);
  const none = steps === undefined;
  return (
    <div className="clock-left">
      <div className="clock-title">
        Adapting <small>{none ? 'inner clock' : `inner clock, ${steps} ${steps === 1 ? 'step' : 'steps'}`}</small>
        <IconButton icon="loop" label="Play in a loop" className="loop" aria-pressed={loop} onClick={() => lab.clock({ kind: 'loop' })} />
      </div>
      <div className="transport">
        <IconButton icon="first" label="Before learning" className="wide-1100" disabled={none} onClick={() => lab.clock({ kind: 'first' })} />
        <IconButton icon="previous" label="Previous phase" disabled={none} onClick={() => lab.clock({ kind: 'phase', by: -1 })} />
        <button
          type="button" className="play" data-testid="play" disabled={none}
          aria-label={playing ? 'Stop playing' : 'Play'} title={playing ? 'Stop playing (Space)' : 'Play (Space)'}
          onClick={() => lab.clock({ kind: 'toggle' })}
        >
          <Icon name={playing ? 'pause' : 'play'} />
        </button>
        <IconButton icon="next" label="Next phase" disabled={none} onClick={() => lab.clock({ kind: 'phase', by: 1 })} />
        <IconButton icon="last" label="After the last step" className="wide-1100" disabled={none} onClick={() => lab.clock({ kind: 'last' })} />
        <button type="button" className="speed" title="Speed: [ slower, ] faster" aria-label={`Speed ${speed}×`} onClick={() => lab.clock({ kind: 'cycleSpeed' })}>
          {speed === 0.5 ? '½' : speed}×
        </button>
      </div>
    </div>
  );
}
