// The experiment in the address bar: written as it changes, read at the start and on Back.

import { agentFromText, agentToText } from '../record/moment.ts';
import { decodeLink, encodeLink, type LabLink } from '../spec/link.ts';
import { type ExperimentSpec } from '../spec/types.ts';
import { type LabContext } from './context.ts';
import { nearestPreset, specInUse, type RuleKey } from './experiment.ts';
import { notify, patch, type LabState } from './labStore.ts';
import { linkCopied, toast } from './notices.ts';

const REPLACE_AFTER_MS = 300;

/** What a history entry remembers beside its link. */
interface EntryState {
  /** Entries pushed before this one, so that Undo knows whether Back stays in the lab. */
  readonly depth: number;
  readonly ruleKey: RuleKey;
}

function entryState(value: unknown): EntryState {
  const state = value as Partial<EntryState> | null;
  return { depth: state?.depth ?? 0, ruleKey: state?.ruleKey ?? '' };
}

/** The link of rule and task, without moment and selection. */
function experimentLink({ experiment }: LabState): LabLink {
  const spec = specInUse(experiment);
  const ruleId = experiment.rule?.shippedId;
  return { preset: nearestPreset(spec), spec, probe: experiment.probe, ...(ruleId === undefined ? {} : { ruleId }) };
}

/** Add where the reader stands: the moment unless it is the start, the selected agent. */
function withPlace(link: LabLink, { playback, selection }: LabState): LabLink {
  const { step, phase } = playback.moment;
  return {
    ...link,
    ...(step === 1 && phase === 0 ? {} : { moment: { step, phase } }),
    ...(selection.agent === undefined ? {} : { selection: agentToText(selection.agent) }),
  };
}

export interface Address {
  /** What the address asks for; undefined for a plain address. */
  read(): ReturnType<typeof decodeLink>;
  /** A committed change of rule or task: a new history entry, so that Back undoes it. */
  push(): void;
  /** The experiment as it is now belongs to the current entry. */
  settle(): void;
  copy(): Promise<void>;
  undo(): void;
}

/** @param restore called on Back and Forward with the entry's link and rule. */
export function createAddress(
  { store, page }: LabContext,
  restore: (link: ReturnType<typeof decodeLink>, ruleKey: RuleKey) => void,
): Address {
  const { history, location } = page.window;
  let committed: LabLink | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hash = () => (committed === undefined ? '' : `#${encodeLink(withPlace(committed, store.getState()))}`);
  const state = (depth: number): EntryState => ({ depth, ruleKey: store.getState().experiment.ruleKey });
  const replaceNow = () => {
    clearTimeout(timer);
    if (committed !== undefined) history.replaceState(state(entryState(history.state).depth), '', hash());
  };
  const read = () => decodeLink(location.hash.replace(/^#/, ''));

  store.subscribe(({ playback, selection }, before) => {
    if (playback.playing || (playback.moment === before.playback.moment && selection.agent === before.selection.agent))
      return;
    clearTimeout(timer);
    timer = setTimeout(replaceNow, REPLACE_AFTER_MS);
  });
  page.window.addEventListener('popstate', (event) => {
    clearTimeout(timer);
    restore(read(), entryState(event.state).ruleKey);
  });

  return {
    read,
    push() {
      clearTimeout(timer);
      committed = experimentLink(store.getState());
      history.pushState(state(entryState(history.state).depth + 1), '', hash());
    },
    settle() {
      committed = experimentLink(store.getState());
    },
    async copy() {
      committed ??= experimentLink(store.getState());
      replaceNow();
      await page.window.navigator.clipboard.writeText(location.href);
      notify(store, linkCopied(store.getState().experiment.rule));
    },
    undo() {
      if (entryState(history.state).depth > 0) history.back();
      else notify(store, toast('Nothing to undo'));
    },
  };
}

/** Put moment and selection of a link on show, as far as the experiment has them. */
export function applyPlace({ store }: LabContext, link: LabLink, spec: ExperimentSpec): void {
  if (link.moment !== undefined) patch(store, 'playback', { moment: link.moment, playing: false });
  if (link.selection !== undefined) patch(store, 'selection', { agent: agentFromText(link.selection, spec) });
}
