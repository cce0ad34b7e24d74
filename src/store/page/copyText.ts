// The clipboard, where the browser lends it.

import { messageOf, type LabContext } from '../context.ts';
import { notify } from '../labStore.ts';
import { notCopied } from './notices.ts';
import type { Notice } from './session.ts';

const NO_CLIPBOARD = 'browsers lend pages the clipboard on https and localhost only';

/** Copies a text and says so, or shows it: outside https and localhost there is no clipboard. */
export function copyText({ store, page }: LabContext, what: string, text: string, done: () => Notice): void {
  const clipboard = (page.window.navigator as { readonly clipboard?: Clipboard }).clipboard;
  const copying = clipboard?.writeText(text) ?? Promise.reject(new Error(NO_CLIPBOARD));
  copying.then(
    () => notify(store, done()),
    (error: unknown) => notify(store, notCopied(what, messageOf(error), text)),
  );
}
