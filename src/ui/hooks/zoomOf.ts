let known: number | undefined;
window.addEventListener('resize', () => (known = undefined));

/**
 * Screen pixels to a CSS pixel of the element: the page is enlarged on very large screens. Places of the pointer and of
 * boxes are in screen pixels, what is drawn inside is not. Only browsers that tell this factor are asked to enlarge.
 * It is one for the page and changes with the window only; asking for it makes the browser style all that has changed.
 */
export function zoomOf(element: Element): number {
  known ??= (element as Partial<Element>).currentCSSZoom ?? 1;
  return known;
}
