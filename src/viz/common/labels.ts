// Labels at line ends, pushed apart.

/** Move positions until neighbours are `gap` apart, keeping their order and staying within [low, high] where they fit. */
export function spreadLabels(positions: readonly number[], gap: number, low: number, high: number): number[] {
  const order = positions.map((y, index) => ({ y: Math.min(high, Math.max(low, y)), index })).sort((a, b) => a.y - b.y);
  // Pool neighbours that collide into blocks; a block spreads evenly around the mean of what its members asked for.
  const blocks: { from: number; to: number; centre: number }[] = [];
  order.forEach((item, at) => {
    blocks.push({ from: at, to: at, centre: item.y });
    for (;;) {
      const [above, below] = [blocks.at(-2), blocks.at(-1)];
      if (above === undefined || below === undefined) break;
      const half = (block: { from: number; to: number }): number => ((block.to - block.from) * gap) / 2;
      if (below.centre - half(below) - (above.centre + half(above)) >= gap) break;
      const [a, b] = [above.to - above.from + 1, below.to - below.from + 1];
      const merged = { from: above.from, to: below.to, centre: (above.centre * a + below.centre * b) / (a + b) };
      const reach = half(merged);
      blocks.splice(-2, 2, { ...merged, centre: Math.max(low + reach, Math.min(high - reach, merged.centre)) });
    }
  });
  const result = positions.slice();
  for (const { from, to, centre } of blocks) {
    for (let k = from; k <= to; k++) result[order[k]!.index] = centre + (k - (from + to) / 2) * gap;
  }
  return result;
}
