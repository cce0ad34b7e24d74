// A figure on screen as a file. What draws it loads when it is first asked for.

/** @throws where the browser cannot paint it. */
export async function figureFile(
  root: HTMLElement,
  title: string,
  kind: 'svg' | 'png',
): Promise<{ readonly bytes: ArrayBuffer; readonly type: string }> {
  const { figureSvg, pngOf } = await import('../export/figureSvg.ts');
  const drawn = figureSvg(root, title);
  if (kind === 'png') return { bytes: await pngOf(drawn), type: 'image/png' };
  return { bytes: new TextEncoder().encode(drawn.text).buffer, type: 'image/svg+xml' };
}
