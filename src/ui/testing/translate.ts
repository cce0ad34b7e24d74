// What page translators do to a document.

/**
 * Wraps every text node that is not wrapped yet below an element in two elements, as page translators do.
 *
 * @param nodes whether the text nodes move into the wrappers, or new ones stand in for them.
 */
export function wrapTexts(root: Element, nodes: 'kept' | 'replaced'): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) {
    if (text.data.trim() === '' || text.parentElement?.closest('svg, style, script, [data-translated]')) continue;
    const outer = document.createElement('span');
    const inner = outer.appendChild(document.createElement('span'));
    inner.dataset['translated'] = '';
    text.replaceWith(outer);
    inner.append(nodes === 'kept' ? text : document.createTextNode(text.data));
  }
}
