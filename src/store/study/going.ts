/** Where the browser's storage names the study that is being trained, by this tab, another, or the one that was closed. */
export const GOING = 'mplp-lab.study-going';

/** What a study is doing: `yielding` while a training of the page runs, `elsewhere` while another tab trains it. */
export type StudyPhase = 'idle' | 'elsewhere' | 'measuring' | 'training' | 'yielding';
