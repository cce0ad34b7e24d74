// What may stand in place of the figures.

import type { Room } from '../../store/page/appearance.ts';

export const ROOMS: readonly { readonly room: Room; readonly name: string; readonly about: string }[] = [
  { room: 'runs', name: 'Runs', about: 'What was trained in this browser, to compare, open and go on with' },
  { room: 'study', name: 'Study', about: 'What a study of ablations found, with every seed' },
];
