import { afterEach, describe, expect, it, vi } from 'vitest';
import { fetchBytes, within } from './deadline.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const never = new Promise<never>(() => undefined);

describe('within', () => {
  it('gives what comes in time, and its error', async () => {
    expect(await within(1, Promise.resolve(3), 'late')).toBe(3);
    await expect(within(1, Promise.reject(new Error('broken')), 'late')).rejects.toThrow('broken');
  });

  it('ends in words when the time is over', async () => {
    vi.useFakeTimers();
    const waiting = expect(within(4, never, 'no answer')).rejects.toThrow('no answer');
    await vi.advanceTimersByTimeAsync(4000);
    await waiting;
  });
});

describe('fetchBytes', () => {
  const answer = (pull: (send: (piece: number[]) => void, end: () => void) => Promise<void> | void) =>
    vi.stubGlobal('fetch', () =>
      Promise.resolve(
        new Response(
          new ReadableStream<Uint8Array>({
            pull: (stream) =>
              pull(
                (piece) => stream.enqueue(Uint8Array.from(piece)),
                () => stream.close(),
              ),
          }),
        ),
      ),
    );

  it('puts the pieces together, however long the whole takes', async () => {
    vi.useFakeTimers();
    let piece = 0;
    answer(async (send, end) => {
      await new Promise((resolve) => setTimeout(resolve, 5000));
      if (++piece > 3) end();
      else send([piece, 10 * piece]);
    });
    const reading = fetchBytes('file');
    await vi.advanceTimersByTimeAsync(25_000);
    expect([...new Uint8Array(await reading)]).toEqual([1, 10, 2, 20, 3, 30]);
  });

  it('gives up a server that falls silent, at once or in the middle', async () => {
    vi.useFakeTimers();
    const aborted = vi.fn();
    vi.stubGlobal('fetch', (_: string, { signal }: { signal: AbortSignal }) => {
      signal.addEventListener('abort', aborted);
      return never;
    });
    const silent = expect(fetchBytes('list')).rejects.toThrow('list did not come: the server said nothing for 6 s');
    await vi.advanceTimersByTimeAsync(6000);
    await silent;
    expect(aborted).toHaveBeenCalled();

    let sent = false;
    answer((send) => {
      if (sent) return never;
      sent = true;
      send([1]);
      return undefined;
    });
    const half = expect(fetchBytes('list')).rejects.toThrow('said nothing for 6 s');
    await vi.advanceTimersByTimeAsync(7000);
    await half;
  });

  it('says what a server answered that refuses', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('', { status: 404 })));
    await expect(fetchBytes('list')).rejects.toThrow('the server answered 404 for list');
  });
});
