import { useEffect, type KeyboardEvent as ReactKeyboardEvent } from 'react';

import { commandOf, type KeyRow } from '../../store/page/keyMap.ts';

/** The command of a key pressed in the element in focus; a key it uses does not reach the page's shortcuts. */
export function takeKey<C>(rows: readonly KeyRow<C>[], event: ReactKeyboardEvent): C | undefined {
  const command = commandOf(rows, event);
  if (command === undefined) return undefined;
  event.preventDefault();
  event.stopPropagation();
  return command;
}

/**
 * Keys of the whole window. What has the focus comes first.
 * @param run answers whether it used the key; must keep its identity between renders where that matters
 */
export function useWindowKeys<C>(
  rows: readonly KeyRow<C>[],
  run: (command: C, event: KeyboardEvent, target: HTMLElement | null) => boolean,
): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const command = event.defaultPrevented ? undefined : commandOf(rows, event);
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (command !== undefined && run(command, event, target)) event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [rows, run]);
}
