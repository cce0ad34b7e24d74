import { vi } from 'vitest';

/** Give every observed element a size: the test DOM lays nothing out. */
export function fakeLayout(width: number, height: number): void {
  class FakeResizeObserver {
    private readonly notify: ResizeObserverCallback;
    constructor(notify: ResizeObserverCallback) {
      this.notify = notify;
    }
    observe(): void {
      this.notify([{ contentRect: { width, height } } as ResizeObserverEntry], this);
    }
    unobserve(): void {
      // Sizes never change here.
    }
    disconnect(): void {
      // Sizes never change here.
    }
  }
  vi.stubGlobal('ResizeObserver', FakeResizeObserver);
  vi.stubGlobal('matchMedia', (query: string) => ({
    matches: false,
    media: query,
    addEventListener: vi.fn(),
    removeEventListener: vi.fn(),
  }));
}
