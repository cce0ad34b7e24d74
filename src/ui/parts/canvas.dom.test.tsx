import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';

import { useHeld } from '../hooks/useHeld.ts';
import { stubColumns, stubSight } from '../testing/sight.ts';
import { Canvas, paintUnseen } from './Canvas.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const context = { setTransform: vi.fn(), clearRect: vi.fn() } as never;

it('paints once it is in sight, the newest picture only, and sooner where it is read', () => {
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(context);
  const seen = stubSight();
  stubColumns(true);
  const painted: string[] = [];
  const canvas = (name: string) => <Canvas width={4} height={3} paint={() => painted.push(name)} />;
  const { rerender, container } = render(canvas('first'));
  rerender(canvas('second'));
  expect(painted).toEqual([]);
  seen(true);
  expect(painted).toEqual(['second']);
  seen(false);
  rerender(canvas('third'));
  expect(painted).toEqual(['second']);
  const element = container.querySelector('canvas')!;
  paintUnseen(element);
  paintUnseen(element);
  expect(painted).toEqual(['second', 'third']);
  expect([element.width, element.height]).toEqual([4, 3]);
});

it('paints at once on a page that shows it', () => {
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(context);
  stubSight();
  stubColumns(false);
  const paint = vi.fn();
  render(<Canvas width={4} height={3} paint={paint} />);
  expect(paint).toHaveBeenCalledTimes(1);
});

it('holds a value, but never that of another thing', () => {
  function Held({ now, hold, of }: { readonly now: number; readonly hold: boolean; readonly of: string }) {
    return useHeld(now, hold, of);
  }
  const { rerender, container } = render(<Held now={1} hold of="a" />);
  const after = (now: number, hold: boolean, of: string) => {
    rerender(<Held now={now} hold={hold} of={of} />);
    return container.textContent;
  };
  expect([after(2, true, 'a'), after(3, false, 'a'), after(4, true, 'a')]).toEqual(['1', '3', '3']);
  expect([after(5, true, 'b'), after(6, true, 'b'), after(7, false, 'b')]).toEqual(['5', '5', '7']);
});
