import { useCallback } from 'react';

import { LAB_KEYS, type KeyCommand } from '../../store/page/keyboard.ts';
import { takesKey } from '../../store/page/keyMap.ts';
import type { Lab } from '../../store/lab.ts';
import { leaveTour } from '../../store/tour/tour.ts';
import { mapOnShow } from '../../store/touch/measuring.ts';
import { useLab } from '../LabContext.tsx';
import { useWindowKeys } from './useKeys.ts';
import { goToStop, toggleTour } from '../tour/useTour.ts';

/** What a page of single figures has no room for. */
const NOT_EMBEDDED: ReadonlySet<KeyCommand['kind']> = new Set(['drawer', 'tour', 'shortcuts']);

/** What a key held down does again and again; anything else once. */
const REPEATED: ReadonlySet<KeyCommand['kind']> = new Set(['phase', 'step', 'speed']);

/** Return from time travel, close what is open, innermost first; with nothing open, step back in the inspector. */
function escape(lab: Lab): void {
  const { setup, drawer, shortcuts, drawing, inside } = lab.store.getState().appearance;
  if (lab.store.getState().tour.stop !== undefined) leaveTour(lab.store);
  else if (drawing) lab.appearance.draw(false);
  else if (shortcuts) lab.appearance.close('shortcuts');
  else if (setup) lab.appearance.close('setup');
  else if (lab.store.getState().training.at !== undefined) lab.travel.back();
  else if (drawer) lab.appearance.close('drawer');
  else if (inside) lab.appearance.close('inside');
  else if (mapOnShow(lab.store.getState()) !== undefined) lab.touch.showMap(false);
  else lab.select(undefined);
}

function run(lab: Lab, command: KeyCommand): void {
  const { playback, tour } = lab.store.getState();
  if (command.kind === 'phase' && tour.stop !== undefined) {
    const back = command.by < 0;
    void goToStop(lab, back ? tour.stop - 1 : tour.stop + 1);
    return;
  }
  switch (command.kind) {
    case 'phase':
    case 'step':
    case 'speed':
    case 'first':
    case 'last':
    case 'toggle':
    case 'loop':
      lab.clock(command as Parameters<Lab['clock']>[0]);
      return;
    case 'goToStep':
      lab.clock({ kind: 'seek', moment: { step: command.step, phase: playback.moment.phase } });
      return;
    case 'newTask':
      lab.experiment.newTask();
      return;
    case 'drawer':
    case 'inside':
    case 'shortcuts':
      lab.appearance.toggle(command.kind);
      return;
    case 'theme':
      lab.appearance.toggleTheme();
      return;
    case 'tour':
      toggleTour(lab);
      return;
    case 'compare':
      lab.compare();
      return;
    case 'wholeLayer':
      lab.wholeLayer();
      return;
    case 'silence':
      lab.touch.silence();
      return;
    case 'intact':
      lab.touch.intact();
      return;
    case 'branch':
      lab.touch.nextBranch();
      return;
    case 'undo':
      lab.undo();
      return;
    case 'redo':
      lab.redo();
      return;
    case 'escape':
      escape(lab);
  }
}

/** The page's keys. What has the focus comes first: fields keep their keys, figures may take theirs. */
export function useKeyboard({ embedded = false }: { readonly embedded?: boolean } = {}): void {
  const lab = useLab();
  const press = useCallback(
    (command: KeyCommand, { key, repeat }: KeyboardEvent, target: HTMLElement | null) => {
      const modal = document.querySelector('dialog:modal, :popover-open') !== null;
      if ((embedded && NOT_EMBEDDED.has(command.kind)) || takesKey(target, key) || modal) return false;
      if (!repeat || REPEATED.has(command.kind)) run(lab, command);
      return true;
    },
    [lab, embedded],
  );
  useWindowKeys(LAB_KEYS, press);
}
