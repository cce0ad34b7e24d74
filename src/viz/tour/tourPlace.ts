// Where the tour's card stands: beside the figure meant, on the page.

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Extent {
  readonly width: number;
  readonly height: number;
}

const GAP = 14;
const EDGE = 8;

const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));

/** How much of the two lies on each other, in square pixels. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}

/**
 * The upper left corner of a card beside a ring: below, above, to its right or left, whichever covers least of it; of
 * equals the first. A ring that fills the page is covered at its foot.
 */
export function cardPlace(ring: Box, card: Extent, page: Extent): { readonly x: number; readonly y: number } {
  const [right, low] = [page.width - card.width - EDGE, page.height - card.height - EDGE];
  const across = ring.x + (ring.width - card.width) / 2;
  const down = ring.y + (ring.height - card.height) / 2;
  const wanted = [
    { x: across, y: ring.y + ring.height + GAP },
    { x: across, y: ring.y - card.height - GAP },
    { x: ring.x + ring.width + GAP, y: down },
    { x: ring.x - card.width - GAP, y: down },
    { x: across, y: low },
  ].map(({ x, y }) => ({ x: clamp(x, EDGE, Math.max(EDGE, right)), y: clamp(y, EDGE, Math.max(EDGE, low)) }));
  const covers = wanted.map((at) => overlap({ ...at, ...card }, ring));
  return wanted[covers.indexOf(Math.min(...covers))] ?? { x: EDGE, y: EDGE };
}

interface Spot {
  readonly x: number;
  readonly y: number;
}

/** The first of some places where a disc of this diameter covers nothing; undefined where each would. */
export function freeSpot(wanted: readonly Spot[], diameter: number, taken: readonly Box[]): Spot | undefined {
  const half = diameter / 2;
  return wanted.find(({ x, y }) => {
    const disc = { x: x - half, y: y - half, width: diameter, height: diameter };
    return taken.every((box) => overlap(disc, box) === 0);
  });
}
