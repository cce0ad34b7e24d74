// Numbers and tables of the measured documents.

/** Two digits, without the zero before the point. */
export const short = (value: number | undefined) =>
  value === undefined ? '' : value > 1 ? '> 1' : value.toPrecision(2).replace(/^0\./, '.');

export const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

export const head = (cells: readonly string[]) => [row(cells), row(cells.map(() => '---'))];
