import { CLOCK_KEYS, INSPECTOR_KEYS, PAGE_KEYS, TASK_KEYS } from '../../store/page/keyboard.ts';
import type { KeyRow } from '../../store/page/keyMap.ts';
import { DRAWING_KEYS, PATH_KEYS, SCALE_KEYS, ZOOM_KEYS } from '../agents/agentKeys.ts';

/** What the shortcut sheet lists, in its order: the page's keys and those of its figures. */
export const SHORTCUTS: readonly KeyRow<unknown>[] = [
  ...CLOCK_KEYS,
  ...TASK_KEYS,
  DRAWING_KEYS,
  SCALE_KEYS,
  ZOOM_KEYS,
  PATH_KEYS,
  ...INSPECTOR_KEYS,
  ...PAGE_KEYS,
];
