// Numbers as the page writes them: a true minus sign and fixed decimals.

const MINUS = '−';
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

/** A count, its thousands set apart by a narrow space from 10 000 on. */
export function countText(count: number): string {
  return count < 10000 ? String(count) : String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** `1 number`, `8 numbers`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}
