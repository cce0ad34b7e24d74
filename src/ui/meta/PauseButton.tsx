import { useLab, useLabState } from '../LabContext.tsx';
import { Icon } from '../parts/Icon.tsx';

/** One button that swaps: Pause while running, Resume while paused. */
export function PauseButton() {
  const { training } = useLab();
  const running = useLabState((s) => s.training.status === 'running');
  return (
    <button
      type="button"
      className={running ? 'btn' : 'btn btn-primary'}
      data-testid="train-pause"
      onClick={() => (running ? training.pause() : training.resume())}
    >
      <Icon name={running ? 'pause' : 'play'} />
      {running ? 'Pause' : 'Resume'}
    </button>
  );
}
