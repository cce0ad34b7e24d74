// Where a warm-up ends before its time.

/** Times the loss of the start on the first batch: a warm-up stops before it passes this. */
export const MOST_WARM_UP_LOSS = 4;
