import { act } from '@testing-library/react';
import { vi } from 'vitest';

/** Stands in for the browser's observer: what it returns says whether the element made last is in sight. */
export function stubSight(): (isIntersecting: boolean) => void {
  let seen: (isIntersecting: boolean) => void = () => undefined;
  class FakeObserver {
    constructor(tell: (entries: readonly { readonly isIntersecting: boolean }[]) => void) {
      seen = (isIntersecting) => act(() => tell([{ isIntersecting }]));
    }
    observe(): void {
      // A test says what is seen.
    }
    disconnect(): void {
      // Nothing to let go.
    }
  }
  vi.stubGlobal('IntersectionObserver', FakeObserver);
  return (isIntersecting) => seen(isIntersecting);
}

/** A page of one column, or of three. */
export function stubColumns(one: boolean): void {
  vi.stubGlobal('matchMedia', () => ({ matches: one, addEventListener: vi.fn() }));
}
