// State mirrored on <html>, for styles and for tests that wait.

import { episodeStatus, type LabState, type LabStore } from '../labStore.ts';

function attributesOf(state: LabState): Readonly<Record<string, string | undefined>> {
  return {
    'data-backend': state.session.backend?.backend,
    'data-episode': episodeStatus(state),
    'data-training': state.training.status,
    'data-meta-step': state.experiment.rule === undefined ? undefined : String(state.experiment.rule.metaSteps),
    'data-theme': state.appearance.theme,
  };
}

/** Keep the attributes of `root` in step with the store. */
export function mirrorAttributes(store: LabStore, root: HTMLElement): void {
  const write = () => {
    for (const [name, value] of Object.entries(attributesOf(store.getState()))) {
      if (value === undefined) root.removeAttribute(name);
      else if (root.getAttribute(name) !== value) root.setAttribute(name, value);
    }
  };
  write();
  store.subscribe(write);
}
