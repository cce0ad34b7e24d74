// Registers the service worker once the lab runs, and says when a newer version waits.

import { Serwist } from '@serwist/window';

/**
 * @param script address of the service worker.
 * @param offer called with what brings the newer version, and loads the page again.
 * @throws where the browser refuses service workers: private windows, frames, plain http.
 */
export async function keepOffline(script: string, offer: (update: () => void) => void): Promise<void> {
  const serwist = new Serwist(script, { updateViaCache: 'none' });
  let asked = false;
  serwist.addEventListener('waiting', () =>
    offer(() => {
      asked = true;
      serwist.messageSkipWaiting();
    }),
  );
  // Another tab may have asked; this one stays on its files until it is loaded again.
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (asked) window.location.reload();
  });
  await serwist.register();
}
