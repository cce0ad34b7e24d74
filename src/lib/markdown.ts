// Tables of Markdown.

export const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;

/** The titles, and the line below them. */
export const head = (cells: readonly string[]) => [row(cells), row(cells.map(() => '---'))];
