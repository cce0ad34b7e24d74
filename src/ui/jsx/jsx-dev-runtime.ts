// The development form of jsx-runtime.ts.

import type { ElementType, JSX } from 'react';
import { Fragment, jsx, jsxs } from './jsx-runtime.ts';

export { Fragment };
export type { JSX };

/** An element; `several` where its children are a fixed list. */
export function jsxDEV(
  type: ElementType,
  props: Readonly<Record<string, unknown>>,
  key: string | undefined,
  several: boolean,
): JSX.Element {
  return several ? jsxs(type, props, key) : jsx(type, props, key);
}
