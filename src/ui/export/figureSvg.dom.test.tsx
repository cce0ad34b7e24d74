import { afterEach, describe, expect, it, vi } from 'vitest';
import { pngOf, readsTrue } from './figureSvg.ts';

/** A canvas that gives back what was put on it, after `read`. */
function fakeCanvas(read: (data: Uint8ClampedArray) => Uint8ClampedArray): HTMLCanvasElement {
  let put = new Uint8ClampedArray();
  const context = {
    putImageData: ({ data }: ImageData) => void (put = new Uint8ClampedArray(data)),
    getImageData: () => ({ data: read(put) }),
  };
  return Object.assign(document.createElement('canvas'), { getContext: () => context as never });
}

/** The test DOM has none. */
class Pixels {
  readonly data: Uint8ClampedArray;
  constructor(data: Uint8ClampedArray) {
    this.data = data;
  }
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('a browser that alters what is read from a canvas', () => {
  it('is told from one that does not', () => {
    vi.stubGlobal('ImageData', Pixels);
    expect(readsTrue(fakeCanvas((data) => data))).toBe(true);
    // As resistFingerprinting does: noise everywhere, white everywhere, or a bit here and there.
    expect(readsTrue(fakeCanvas((data) => data.map((value) => 255 - value)))).toBe(false);
    expect(readsTrue(fakeCanvas((data) => data.map(() => 255)))).toBe(false);
    expect(readsTrue(fakeCanvas((data) => data.map((value, i) => (i === 5 ? value ^ 1 : value))))).toBe(false);
  });

  it('gets no picture, but the reason and what to do', async () => {
    vi.stubGlobal('ImageData', Pixels);
    const noisy = fakeCanvas((data) => data.map(() => 255));
    vi.spyOn(document, 'createElement').mockReturnValue(noisy);
    await expect(pngOf({ text: '<svg/>', width: 1, height: 1 })).rejects.toThrow(
      /resistFingerprinting.*allow this page/,
    );
  });
});
