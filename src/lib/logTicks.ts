/** At most six numbers to write at a log axis: powers of ten, and numbers between them where it spans few of those. */
export function logTicks(from: number, to: number): readonly number[] {
  const decades = Math.log10(to / from);
  const factors =
    decades > 3
      ? [1]
      : decades > 1.4
        ? [1, 3]
        : decades > 0.9
          ? [1, 2, 5]
          : decades > 0.4
            ? [1, 1.5, 2, 3, 5, 7]
            : [1, 1.2, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9];
  const ticks: number[] = [];
  for (let exponent = Math.floor(Math.log10(from)); exponent <= Math.ceil(Math.log10(to)); exponent++) {
    for (const factor of factors) {
      const tick = Number(`${factor}e${exponent}`);
      if (tick >= from && tick <= to) ticks.push(tick);
    }
  }
  const every = Math.ceil(ticks.length / 6);
  return ticks.filter((_, k) => k % every === 0);
}
