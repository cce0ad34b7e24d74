// JSX whose texts live in elements of their own. A browser's page translator puts elements in the place of text nodes;
// React then removes or changes nodes that are no longer where it left them, and the page is lost (or shows old words).
// A text that is its element's only child is set as a whole and survives this; so texts beside each other become one,
// and a text beside elements gets an element. Named by `jsxImportSource` in tsconfig.json.

import type { ElementType, JSX } from 'react';
import { Fragment, jsx as element, jsxs as elements } from 'react/jsx-runtime';

export { Fragment };
export type { JSX };

type Props = Readonly<Record<string, unknown>>;

const isText = (child: unknown): child is string | number => typeof child === 'string' || typeof child === 'number';
const isNothing = (child: unknown) => child === null || child === undefined || typeof child === 'boolean';
/** A space between elements, which nobody translates and which is no item of a flex row. */
const isBlank = (text: string) => text.trim() === '';

/** What holds a text inside each kind of element; an element without a meaning or a style of its own elsewhere. */
const HOLDERS: Readonly<Record<string, 'tspan'>> = { text: 'tspan', tspan: 'tspan', textPath: 'tspan' };

/** The children of a DOM element or a fragment with no text node beside another node. */
function withOwnTexts(type: ElementType, children: readonly unknown[]): unknown {
  const joined = (texts: readonly unknown[]) => texts.filter(isText).join('');
  if (type !== Fragment && children.every((child) => isText(child) || isNothing(child))) return joined(children);
  const holder = (typeof type === 'string' ? HOLDERS[type] : undefined) ?? 'lab-text';
  return children.map((child) =>
    isText(child) && !isBlank(String(child)) ? element(holder as ElementType, { children: String(child) }) : child,
  );
}

function withTexts(type: ElementType, props: Props): Props {
  const { children } = props;
  if (typeof type !== 'string' && type !== Fragment) return props;
  if (Array.isArray(children)) return { ...props, children: withOwnTexts(type, children) };
  return type === Fragment && isText(children) ? { ...props, children: withOwnTexts(type, [children]) } : props;
}

/** An element of one child or none. */
export function jsx(type: ElementType, props: Props, key?: string): JSX.Element {
  return element(type, withTexts(type, props), key);
}

/** An element of several children, which keep their places. */
export function jsxs(type: ElementType, props: Props, key?: string): JSX.Element {
  const texts = withTexts(type, props);
  return Array.isArray(texts['children']) ? elements(type, texts, key) : element(type, texts, key);
}
