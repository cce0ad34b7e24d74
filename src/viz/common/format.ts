// Numbers as the page writes them: a true minus sign, fixed decimals, no zero before the point.

const MINUS = '−';
const NARROW_SPACE = '\u202f';
const SUBSCRIPT = '₀₁₂₃₄₅₆₇₈₉';
const SUPERSCRIPT = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** Without the zero before the point: `.051`, `−.2`. */
export const pointed = (text: string): string => text.replace(/^([−-]?)0\./, '$1.');

function digits(value: number, decimals: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  return size >= 1e5 ? size.toExponential(1).replace('e+', 'e') : pointed(size.toFixed(decimals));
}

const isZero = (text: string): boolean => Number(text) === 0;

/** `−.051`; a value that rounds to zero has no sign; what is not a number reads as an en dash. */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '–' : value < 0 ? `${MINUS}∞` : '∞';
  const text = digits(value, decimals);
  return value < 0 && !isZero(text) ? MINUS + text : text;
}

/** As `fixed`, with a plus sign on what is positive. */
export function signed(value: number, decimals: number): string {
  const text = fixed(value, decimals);
  return value > 0 && !isZero(text) && Number.isFinite(value) ? `+${text}` : text;
}

/** Below this a loss is written as a power of ten: there is nothing left to compare. */
const NEXT_TO_NOTHING = 1e-6;

/** A loss or another magnitude: four decimals, but at least two digits that are not zero: `.0332`, `.00015`, `1.234`. */
export function lossText(value: number): string {
  if (!Number.isFinite(value) || value <= 0) return fixed(value, 4);
  if (value >= 1e4 || value < NEXT_TO_NOTHING) return timesPower(value, 1);
  if (value >= 1) return String(Number(value.toPrecision(4)));
  return fixed(value, Math.max(4, 1 - Math.floor(Math.log10(value))));
}

/** The end of a scale, in two digits: `.16`, `2.3`, `14`. */
export function endText(value: number): string {
  if (value > 0 && value < NEXT_TO_NOTHING) return timesPower(value, 0);
  return fixed(value, value > 0 ? Math.max(0, 1 - Math.floor(Math.log10(value))) : 0);
}

/** Numbers to be compared, all with the digits that give the largest three: `.118`, `.159`. */
export function alike(values: readonly number[]): string[] {
  const top = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const decimals = top === 0 || !Number.isFinite(top) ? 2 : Math.min(9, Math.max(0, 2 - Math.floor(Math.log10(top))));
  return values.map((v) => fixed(v, decimals));
}

/** `4.9·10⁻⁴`, with so many decimals of the factor. */
function timesPower(value: number, decimals: number): string {
  const [factor = '', exponent = '0'] = value.toExponential(decimals).split('e');
  return `${factor}·10${superscript(Number(exponent))}`;
}

/** From here on an axis writes plain decimals: `.00001`. */
const PLAIN_FROM = -5;

/** A tick of a log axis: `.003`, `.0005`, `10⁴`, below a hundred-thousandth `5·10⁻⁶`. */
export function tickText(value: number): string {
  const power = Math.log10(value);
  if (Math.abs(power - Math.round(power)) < 1e-9) return powerText(value);
  if (power < PLAIN_FROM)
    return timesPower(value, Number.isInteger(Number(value.toExponential().split('e')[0])) ? 0 : 1);
  return pointed(power < 0 ? value.toFixed(12).replace(/0+$/, '') : String(value));
}

/** A tick of a log axis at a power of ten: `.01`, `.0001`. */
export function powerText(value: number): string {
  const exponent = Math.round(Math.log10(value));
  if (exponent < PLAIN_FROM || exponent > 3) return `10${superscript(exponent)}`;
  return exponent < 0 ? pointed(value.toFixed(-exponent)) : String(Math.round(value));
}

const through = (alphabet: string, value: number, minus: string): string =>
  (value < 0 ? minus : '') + String(Math.abs(value)).replace(/\d/g, (d) => alphabet[Number(d)] ?? d);

/** Small digits below the line: 2 gives `₂`. */
export function subscript(value: number): string {
  return through(SUBSCRIPT, value, '₋');
}

function superscript(value: number): string {
  return through(SUPERSCRIPT, value, '⁻');
}

/** `one` to `ten`, then figures. */
export function countWord(count: number): string {
  return WORDS[count] ?? String(count);
}

/** A count, its thousands set apart, where no line breaks: `1 204`. */
export function grouped(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, NARROW_SPACE);
}

/** `1 number`, `8 numbers`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** `2.4`, `.31`, `120`: two significant digits below ten. */
export function rateText(perSecond: number | undefined): string {
  if (perSecond === undefined || !Number.isFinite(perSecond)) return '–';
  if (perSecond >= 10) return grouped(perSecond);
  return fixed(perSecond, perSecond >= 1 ? 1 : 2);
}

/** A time to wait, rounded as a person would say it: `40 s`, `3 min`, `2 h 10 min`. */
export function timeText(ms: number | undefined): string {
  if (ms === undefined || !Number.isFinite(ms)) return '–';
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const rest = Math.round((minutes % 60) / 10) * 10;
  const hours = Math.floor(minutes / 60) + (rest === 60 ? 1 : 0);
  return rest === 0 || rest === 60 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** `Sinusoid 5x10` as a name and its inner steps by points. */
export function titleParts(title: string): { readonly name: string; readonly size: string } {
  const match = /^(.*?)\s*(\d+)x(\d+)$/.exec(title);
  if (match === null) return { name: title, size: '' };
  return { name: match[1] ?? title, size: `${match[2] ?? ''} × ${match[3] ?? ''}` };
}
