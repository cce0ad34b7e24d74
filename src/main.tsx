// The page's entry.

import { startTransition, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import baselinesUrl from '../docs/baselines.json?url';
import meaningsUrl from '../docs/meanings.json?url';
import { BACKENDS } from './protocol/messages.ts';
import { browserShelf } from './store/experiment/browserShelf.ts';
import { embedOf, unknownFigures, type EmbedFigure } from './store/embed/embed.ts';
import { createLab, type Lab } from './store/lab.ts';
import { notify } from './store/labStore.ts';
import { newVersion } from './store/page/notices.ts';
import { safeStorage } from './store/page/safeStorage.ts';
import { App } from './ui/App.tsx';
import { LabProvider } from './ui/LabContext.tsx';

const startWorker = () => new Worker(new URL('./worker/main.ts', import.meta.url), { type: 'module' });

/** Files for offline use are fetched when the page is up, and trains nothing: on two cores they would slow either. */
const OFFLINE_AFTER_MS = 10_000;

/** Lets the browser paint, and answer a hand, between two pieces of work. */
const pause = (ms = 0) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function makeLab(): Lab {
  return createLab(startWorker, {
    baseUrl: document.baseURI,
    baselinesUrl,
    meaningsUrl,
    window,
    storage: safeStorage(),
    shelf: browserShelf(() => Date.now()),
    runs: async () => (await import('./runs/browserRuns.ts')).browserRuns,
    kept: async () => (await import('./checkpoints/keptStores.ts')).browserKept,
    nowMs: () => performance.now(),
    dateMs: () => Date.now(),
    randomSeed: () => Math.floor(Math.random() * 100_000),
  });
}

function render(lab: Lab, figures: readonly EmbedFigure[]): void {
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no #root');
  const page = (
    <StrictMode>
      <LabProvider lab={lab}>
        <App embed={figures} />
      </LabProvider>
    </StrictMode>
  );
  // Made in slices.
  startTransition(() => createRoot(root).render(page));
}

/** Not awaited by the module: what loads on demand waits for this file, and the start may wait for such a part. */
async function open(): Promise<void> {
  await pause();
  const lab = makeLab();
  const embed = embedOf(window.location.search);
  if (embed.unknown.length > 0) notify(lab.store, unknownFigures(embed));
  // See zoomOf.
  document.documentElement.toggleAttribute('data-grows', 'currentCSSZoom' in document.documentElement);
  render(lab, embed.figures);

  await pause();
  // `?backend=cpu` asks for one backend: for tests and for comparing them.
  const asked = new URLSearchParams(window.location.search).get('backend');
  const prefer = BACKENDS.find((name) => name === asked);
  await lab.start(prefer === undefined ? {} : { prefer });

  // A frame keeps nothing; the development server has no service worker.
  if (import.meta.env.PROD && embed.figures.length === 0 && 'serviceWorker' in navigator) {
    do await pause(OFFLINE_AFTER_MS);
    while (lab.store.getState().training.status === 'running');
    const { keepOffline } = await import('./offline/register.ts');
    keepOffline(new URL('sw.js', document.baseURI).href, (update) => notify(lab.store, newVersion(update))).catch(
      () => undefined, // the lab needs a network each time then, as any page
    );
  }
}

// Not within the module itself: where a stack is taken there, as tracing does at each timer, the whole file is read again.
queueMicrotask(() => void open());
