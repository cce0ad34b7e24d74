import { useState } from 'react';

/** A value, or while it is held the one before; where it is said of what, the one before of the same thing. */
export function useHeld<T>(now: T, hold: boolean, of?: unknown): T {
  const [held, setHeld] = useState({ of, value: now });
  const value = hold && held.of === of ? held.value : now;
  if (held.of !== of || held.value !== value) setHeld({ of, value });
  return value;
}
