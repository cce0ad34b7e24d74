import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Watch } from './watch.ts';

describe('Watch', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('notices silence once, and only while it watches', () => {
    const gone = vi.fn();
    const watch = new Watch(gone);
    watch.start(4);
    vi.advanceTimersByTime(3900);
    watch.heard();
    vi.advanceTimersByTime(3000);
    expect(gone).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1000);
    expect(gone).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(60_000);
    expect(gone).toHaveBeenCalledTimes(1);
    watch.start(4);
    watch.stop();
    vi.advanceTimersByTime(60_000);
    expect(gone).toHaveBeenCalledTimes(1);
  });
});
