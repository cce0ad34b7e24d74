// Seeded random numbers. Every stream is named by its keys, so that adding a draw to one stream
// never shifts another.

/** A deterministic stream of random numbers. */
export interface Rng {
  /** Uniform on [low, high). */
  uniform(low?: number, high?: number): number;
  /** Standard normal (mean 0, sd 1). */
  normal(): number;
}

/** FNV-1a over the text of the keys, then an avalanche, four times with different offsets: the 128 bits of state of sfc32. */
function stateFrom(text: string): [number, number, number, number] {
  const words: number[] = [];
  for (let w = 0; w < 4; w++) {
    let h = 2166136261 ^ (w * 0x9e3779b9);
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    words.push((h ^ (h >>> 16)) | 0);
  }
  return words as [number, number, number, number];
}

/**
 * A stream named by its keys: the same keys give the same numbers on every machine.
 *
 * @param keys seeds and names, for example `rngFrom(7, 'task', 12)`.
 */
export function rngFrom(...keys: readonly (number | string)[]): Rng {
  let [a, b, c, d] = stateFrom(keys.join('\u0000'));
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next();
  let spare: number | undefined;
  return {
    uniform: (low = 0, high = 1) => low + (high - low) * next(),
    normal() {
      if (spare !== undefined) {
        const kept = spare;
        spare = undefined;
        return kept;
      }
      // Box-Muller; 1 - u keeps the logarithm finite.
      const radius = Math.sqrt(-2 * Math.log(1 - next()));
      const angle = 2 * Math.PI * next();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
}
