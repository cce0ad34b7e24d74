/** Where the browser's storage names the study that is being trained, by this tab, another, or the one that was closed. */
export const GOING = 'mplp-lab.study-going';
