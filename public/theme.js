// Before the first paint, so that a dark page never flashes white. The rest is in src/store/page/appearance.ts.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('mplp-lab.theme');
  } catch {
    // Storage is switched off: follow the system.
  }
  var dark = matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = chosen || (dark ? 'dark' : 'light');
})();
