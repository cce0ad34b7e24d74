// What a keyboard map is: rows of keys with their commands, and what the shortcut sheet says of them. The page has one
// (keyboard.ts); figures have theirs, in their own rooms.

/** Some keys that belong together. */
export interface KeyRow<C> {
  /** Key to command; a key is named as `KeyboardEvent.key` does, a letter small, with `Shift+` or `Ctrl+` before it. */
  readonly on: Readonly<Record<string, C>>;
  /** The row of the shortcut sheet; without it the keys are those every element of the kind has. */
  readonly sheet?: { readonly keys: readonly string[]; readonly does: string };
}

/** The parts of a KeyboardEvent that matter. */
export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** The command of a key press, or undefined for a key that is left alone: Alt always, Ctrl and Cmd unless named. */
export function commandOf<C>(rows: readonly KeyRow<C>[], press: KeyPress): C | undefined {
  if (press.altKey) return undefined;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const find = (name: string): C | undefined => rows.find(({ on }) => Object.hasOwn(on, name))?.on[name];
  if (press.ctrlKey || press.metaKey) return find(`Ctrl+${press.shiftKey ? 'Shift+' : ''}${key}`);
  // Shift alone changes nothing unless it is named: letters come in capitals, and `?` needs it.
  return (press.shiftKey ? find(`Shift+${key}`) : undefined) ?? find(key);
}

/** Whether the element takes the keys itself: fields always, buttons for the keys that press them. */
export function takesKey(
  target: { readonly tagName: string; readonly isContentEditable?: boolean } | null,
  key: string,
): boolean {
  if (target === null) return false;
  if (target.isContentEditable === true) return true;
  const tag = target.tagName.toUpperCase();
  if (key === 'Escape') return false;
  if (tag === 'INPUT' || tag === 'TEXTAREA' || tag === 'SELECT') return true;
  return (tag === 'BUTTON' || tag === 'A' || tag === 'SUMMARY') && (key === ' ' || key === 'Enter');
}
