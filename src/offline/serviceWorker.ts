// The page's service worker: after a first visit the lab opens without a network. Page, worker and the rules of the tabs
// are kept together, one version at a time; what is large or optional is kept as it was last seen.

import { NetworkFirst, Serwist, type PrecacheEntry } from 'serwist';

// The build writes the list of files in place of this name.
const kept = (self as unknown as { readonly __SW_MANIFEST: PrecacheEntry[] }).__SW_MANIFEST;

new Serwist({
  precacheEntries: kept,
  // `?embed=` and `?backend=` are for the page: its file is the same.
  precacheOptions: { cleanupOutdatedCaches: true, ignoreURLParametersMatching: [/./] },
  // A new version waits until the page asks for it: an open page never mixes files of two.
  skipWaiting: false,
  runtimeCaching: [
    {
      matcher: ({ sameOrigin, url }) => sameOrigin && url.pathname.includes('/checkpoints/'),
      handler: new NetworkFirst({ cacheName: 'mplp-lab-checkpoints' }),
    },
  ],
}).addEventListeners();
