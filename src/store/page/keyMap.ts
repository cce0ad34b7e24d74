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
  /** The physical key, as `KeyboardEvent.code`; empty where it is not known. */
  readonly code: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** What a physical key says on a layout that has no Latin letters, or needs Shift for digits: `n`, `1`, `[`. */
function latinOf({ key, code }: KeyPress): string | undefined {
  // A Latin letter means itself, wherever the layout has it.
  if (key.length !== 1 || /[a-z]/i.test(key)) return undefined;
  const letter = /^(?:Key([A-Z])|Digit(\d))$/.exec(code);
  return letter?.[1]?.toLowerCase() ?? letter?.[2] ?? { BracketLeft: '[', BracketRight: ']' }[code];
}

/** Layouts make signs with AltGr, Option or both Ctrl and Alt: the sign counts then, not what made it. */
const isMadeSign = ({ key, altKey }: KeyPress) => altKey && /^[!-/:-@[-`{-~]$/.test(key);

/**
 * The command of a key press, or undefined for a key that is left alone: letters with Alt, Ctrl and Cmd unless named.
 * What is printed on a key counts; where the layout has none of the page's letters there, the physical key does.
 */
export function commandOf<C>(rows: readonly KeyRow<C>[], press: KeyPress): C | undefined {
  const find = (name: string): C | undefined => rows.find(({ on }) => Object.hasOwn(on, name))?.on[name];
  if (isMadeSign(press)) return find(press.key);
  if (press.altKey) return undefined;
  const shift = press.shiftKey ? 'Shift+' : '';
  const named = (key: string): C | undefined => {
    if (press.ctrlKey || press.metaKey) return find(`Ctrl+${shift}${key}`);
    // Shift alone changes nothing unless it is named: letters come in capitals, and `?` needs it.
    return (press.shiftKey ? find(`Shift+${key}`) : undefined) ?? find(key);
  };
  const found = named(press.key.length === 1 ? press.key.toLowerCase() : press.key);
  const latin = found === undefined ? latinOf(press) : undefined;
  // With Shift, a digit's key means the sign above the digit.
  return latin === undefined || (press.shiftKey && /\d/.test(latin)) ? found : named(latin);
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
