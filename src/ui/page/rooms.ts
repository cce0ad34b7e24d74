// What stands in the middle of the page.

import type { Room } from '../../store/page/appearance.ts';

export const ROOMS: readonly { readonly room: Room; readonly name: string; readonly about: string }[] = [
  { room: 'figures', name: 'Watch', about: 'A rule that adapts to a task: its fit, its agents, their messages' },
  { room: 'runs', name: 'Runs', about: 'What was trained in this browser, to compare, open and go on with' },
  { room: 'study', name: 'Study', about: 'What a study of ablations found, with every seed' },
];
