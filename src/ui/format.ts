// Counts, times and rates as the shell writes them. Losses: viz/format.

const THIN_SPACE = '\u202f';

/** `1 204`, with a thin space between thousands, where no line breaks. */
export function countText(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+(?!\d))/g, THIN_SPACE);
}

/** `2.4`, `0.31`, `120`: two significant digits below ten. */
export function rateText(perSecond: number | undefined): string {
  if (perSecond === undefined || !Number.isFinite(perSecond)) return '–';
  if (perSecond >= 10) return countText(perSecond);
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
