/**
 * Screen pixels to a CSS pixel of the element: the page is enlarged on very large screens. Places of the pointer and of
 * boxes are in screen pixels, what is drawn inside is not. Only browsers that tell this factor are asked to enlarge.
 */
export function zoomOf(element: Element): number {
  const { currentCSSZoom = 1 } = element as Partial<Element>;
  return currentCSSZoom;
}
