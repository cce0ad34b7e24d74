// Numbers as the page writes them: a true minus sign and fixed decimals.

const MINUS = '−';
const NARROW_SPACE = '\u202f';
const SUBSCRIPT = '₀₁₂₃₄₅₆₇₈₉';
const SUPERSCRIPT = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

function digits(value: number, decimals: number): string {
  const size = Math.abs(value);
  return size >= 1e5 ? size.toExponential(1).replace('e+', 'e') : size.toFixed(decimals);
}

const isZero = (text: string): boolean => Number(text) === 0;

/** `−0.051`; a value that rounds to zero has no sign; what is not a number reads as an en dash. */
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

/** A loss: four decimals, four digits from one on, a power of ten where they would show nothing. */
export function lossText(value: number): string {
  if (!Number.isFinite(value) || value <= 0) return fixed(value, 4);
  if (value >= 1e4 || value < 0.0005) return timesPower(value, 1);
  return value < 1 ? fixed(value, 4) : String(Number(value.toPrecision(4)));
}

/** `4.9·10⁻⁴`, with so many decimals of the factor. */
function timesPower(value: number, decimals: number): string {
  const [factor = '', exponent = '0'] = value.toExponential(decimals).split('e');
  return `${factor}·10${superscript(Number(exponent))}`;
}

/** A tick of a log axis between powers of ten: `0.003`, below a thousandth `5·10⁻⁴`. */
export function tickText(value: number): string {
  const power = Math.log10(value);
  if (Math.abs(power - Math.round(power)) < 1e-9) return powerText(value);
  return value < 0.001
    ? timesPower(value, Number.isInteger(Number(value.toExponential().split('e')[0])) ? 0 : 1)
    : String(value);
}

/** A tick of a log axis at a power of ten: `0.01`, below a thousandth `10⁻⁴`. */
export function powerText(value: number): string {
  const exponent = Math.round(Math.log10(value));
  if (exponent < -3 || exponent > 3) return `10${superscript(exponent)}`;
  return exponent < 0 ? value.toFixed(-exponent) : String(Math.round(value));
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

const inThousands = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, NARROW_SPACE);

/** A count in a sentence, its thousands set apart from 10 000 on. */
export function countText(count: number): string {
  return count < 10000 ? String(count) : inThousands(String(count));
}

/** A count among others, its thousands always set apart: `1 204`, where no line breaks. */
export function grouped(count: number): string {
  return inThousands(String(Math.round(count)));
}

/** `1 number`, `8 numbers`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

/** `2.4`, `0.31`, `120`: two significant digits below ten. */
export function rateText(perSecond: number | undefined): string {
  if (perSecond === undefined || !Number.isFinite(perSecond)) return '–';
  if (perSecond >= 10) return grouped(perSecond);
  return perSecond.toFixed(perSecond >= 1 ? 1 : 2);
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
