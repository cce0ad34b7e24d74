// Which of several ways to say something has room.

/** Rough width of an 11 px character. */
export const PLAIN = 5.7;

/** The longest of the texts that fits; undefined if none does. */
export const fitting = (texts: readonly string[], room: number, character: number): string | undefined =>
  texts.find((text) => text.length * character <= room);
