// A drawing that stands by itself: what style sheets say is written into the elements.

/** Handed down from parent to child. */
const INHERITED = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'paint-order',
  'font-family',
  'font-size',
  'font-weight',
  'font-style',
  'letter-spacing',
  'text-anchor',
] as const;
/** An element's own, with what they are where nothing is said. */
const OWN = { opacity: '1', 'stop-color': 'rgb(0, 0, 0)', 'stop-opacity': '1' } as const;

function hidden(style: CSSStyleDeclaration): boolean {
  return style.display === 'none' || style.visibility === 'hidden';
}

function writeStyle(copy: Element, style: CSSStyleDeclaration, parent: CSSStyleDeclaration | undefined): void {
  for (const name of INHERITED) {
    const value = style.getPropertyValue(name);
    const given = copy.hasAttribute(name) || value !== parent?.getPropertyValue(name);
    if (value !== '' && given) copy.setAttribute(name, value);
  }
  for (const [name, standard] of Object.entries(OWN)) {
    const value = style.getPropertyValue(name);
    if (value !== '' && value !== standard) copy.setAttribute(name, value);
  }
  copy.removeAttribute('class');
  copy.removeAttribute('style');
}

/** A copy of an element of a drawing, styled as it is on screen; undefined where it is not seen. */
export function styledCopy(element: Element, parent?: CSSStyleDeclaration): Element | undefined {
  const style = getComputedStyle(element);
  if (hidden(style)) return undefined;
  const copy = element.cloneNode(false) as Element;
  writeStyle(copy, style, parent);
  for (const node of element.childNodes) {
    const child = node instanceof Element ? styledCopy(node, style) : node.cloneNode(true);
    if (child !== undefined) copy.append(child);
  }
  return copy;
}
