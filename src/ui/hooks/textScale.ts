const USUAL_PX = 16;

let known: number | undefined;
window.addEventListener('resize', () => (known = undefined));

/** The size of text that the visitor's browser asks for, in its usual size: what is laid out in code by words needs it. */
export function textScale(): number {
  known ??= (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || USUAL_PX) / USUAL_PX;
  return known;
}
