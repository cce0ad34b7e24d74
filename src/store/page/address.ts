// The experiment in the address bar: written as it changes, read at the start and on Back.

import { LANE_IDS } from '../../record/lanes.ts';
import { OWN_SCALES } from '../../record/agentChannel.ts';
import { agentFromText, agentToText } from '../../record/moment.ts';
import { decodeLink, encodeLink, NO_AGENT, type LabLink } from '../../link/link.ts';
import type { LinkView } from '../../link/view.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import { askedByLink } from '../ablation/ablation.ts';
import type { LabContext } from '../context.ts';
import { nearestPreset, specInUse } from '../experiment/experiment.ts';
import { notify, patch, type LabState } from '../labStore.ts';
import { keyOfText, keyText, type RuleKey } from '../experiment/ruleKey.ts';
import { mapOfText, mapOnShow, mapText } from '../touch/measuring.ts';
import { withoutEmbed } from '../embed/embed.ts';
import { Changes } from './changeWords.ts';
import { defined } from '../../lib/defined.ts';
import { toast, travelsAsFile } from './notices.ts';

const REPLACE_AFTER_MS = 300;
const REFUSED_FOR_MS = 10_000;

/** What a history entry remembers beside its link. */
interface EntryState {
  /** Entries pushed before this one, so that Undo knows whether Back stays in the lab. */
  readonly depth: number;
  readonly rule: string;
}

function entryState(value: unknown): EntryState {
  const state = value as Partial<EntryState> | null;
  return { depth: state?.depth ?? 0, rule: String(state?.rule) };
}

/** The link of rule and task, without moment and selection; settings asked for that no rule has are part of it. */
function experimentLink({ experiment, ablation }: LabState): LabLink {
  const inUse = specInUse(experiment);
  const spec = { ...inUse, rule: ablation.asked ?? inUse.rule };
  const { rule, probe } = experiment;
  return { preset: nearestPreset(spec), spec, probe, ...defined({ ruleId: rule?.shippedId }) };
}

/** How the figures stand, where that is not as the page opens. */
function viewOf({ appearance, selection, lanes, tour }: LabState): LinkView | undefined {
  const { agentsView, lineColour, agentSize, followPath, colourScale, inside, drawer, room, study } = appearance;
  const view: LinkView = {
    ...(agentsView === undefined ? {} : { agents: agentsView }),
    ...(lineColour === 'change' ? {} : { lines: lineColour }),
    ...(agentSize === undefined ? {} : { size: agentSize }),
    ...(followPath ? { path: followPath } : {}),
    ...(colourScale.span === 'step' ? { span: colourScale.span } : {}),
    ...(colourScale.across === 'all' ? { across: colourScale.across } : {}),
    ...(selection.point === 0 ? {} : { point: selection.point }),
    ...(selection.whole ? { whole: true as const } : {}),
    ...(lanes.chosen.length === 0 ? {} : { lanes: lanes.chosen.join(',') }),
    ...(lanes.rival === undefined ? {} : { rival: lanes.rival }),
    ...(inside ? { inside } : {}),
    ...(drawer ? { drawer } : {}),
    ...(room === 'study' ? { study: study ?? '1' } : {}),
    ...(room === 'runs' ? { runs: true as const } : {}),
    ...(tour.stop === undefined ? {} : { tour: tour.stop + 1 }),
  };
  return Object.keys(view).length === 0 ? undefined : view;
}

/**
 * Add where the reader stands: the moment, the selected agent, how the figures stand. The start is left out of the
 * address, so that a reload plays again, as is a map, which takes long; a shared link names both.
 */
function withPlace(link: LabLink, state: LabState, shared: boolean): LabLink {
  const { playback, selection } = state;
  const { rule } = state.experiment;
  const map = shared ? mapOnShow(state) : undefined;
  const { step, phase } = playback.moment;
  const view = map === undefined ? viewOf(state) : { ...viewOf(state), map: mapText(map) };
  return {
    ...link,
    ...(rule !== undefined && travelsAsFile(rule) && { ownSteps: rule.metaSteps }),
    ...(step === 1 && phase === 0 && !shared ? {} : { moment: { step, phase } }),
    ...(selection.agent !== undefined && { selection: agentToText(selection.agent) }),
    ...(selection.pinned !== undefined && { pinned: agentToText(selection.pinned) }),
    ...(selection.agent === undefined && selection.cleared === true && { selection: NO_AGENT }),
    ...(view && { view }),
  };
}

export interface Address {
  /** What the address asks for; undefined for a plain address. */
  read(): ReturnType<typeof decodeLink>;
  /** The rule of the history entry, where the page was here before: after a reload. */
  rule(): RuleKey;
  /** A committed change of rule or task: a new history entry, so that Back undoes it. */
  push(): void;
  /** The experiment as it is now belongs to the current entry. */
  settle(): void;
  /** The link to this moment; never of an embedded page. */
  link(): string;
  /** Put that link into the address bar. */
  show(): void;
  undo(): void;
  redo(): void;
}

/** Whether the reader stands where they stood, and the figures too. */
function samePlace(now: LabState, before: LabState): boolean {
  const [{ moment, playing }, was] = [now.playback, before.playback];
  const slices = ['selection', 'appearance', 'lanes', 'tour'] as const;
  return moment === was.moment && playing === was.playing && slices.every((slice) => now[slice] === before[slice]);
}

/** Writes the address; whether it could: browsers allow only so many changes in a while. */
function write(history: History, how: 'pushState' | 'replaceState', state: EntryState, link: string): boolean {
  try {
    history[how](state, '', link);
    return true;
  } catch {
    return false;
  }
}

/** Back and Forward, as far as they stay in the lab. */
function steps(store: LabContext['store'], history: History): Pick<Address, 'undo' | 'redo'> {
  return {
    undo() {
      if (entryState(history.state).depth > 0) history.back();
      else notify(store, toast('Nothing to undo'));
    },
    redo() {
      if (store.getState().session.redo === undefined) notify(store, toast('Nothing to redo'));
      else history.forward();
    },
  };
}

/** @param restore called on Back and Forward with the entry's link and rule; not visited: typed or followed. */
export function createAddress(
  { store, page }: LabContext,
  restore: (link: ReturnType<typeof decodeLink>, ruleKey: RuleKey, visited: boolean) => void,
): Address {
  const { history, location } = page.window;
  let committed: LabLink | undefined;
  const changes = new Changes();
  const tell = (depth: number) => patch(store, 'session', changes.around(depth));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hash = (shared = false) =>
    committed === undefined ? '' : `#${encodeLink(withPlace(committed, store.getState(), shared))}`;
  const state = (depth: number): EntryState => ({ depth, rule: keyText(store.getState().experiment.ruleKey) });
  const replaceNow = (shared = false) => {
    clearTimeout(timer);
    if (committed === undefined) return;
    const depth = entryState(history.state).depth;
    if (!write(history, 'replaceState', state(depth), hash(shared)))
      timer = setTimeout(() => replaceNow(shared), REFUSED_FOR_MS);
  };
  const read = () => decodeLink(location.hash.replace(/^#/, ''));

  store.subscribe((state, before) => {
    // A tour is a visit: the address stays where the reader was.
    if (state.playback.playing || state.tour.stop !== undefined || samePlace(state, before)) return;
    clearTimeout(timer);
    timer = setTimeout(() => replaceNow(), REPLACE_AFTER_MS);
  });
  page.window.addEventListener('popstate', (event) => {
    clearTimeout(timer);
    const entry = entryState(event.state);
    tell(entry.depth);
    restore(read(), keyOfText(entry.rule), event.state !== null);
  });

  return {
    read,
    rule: () => keyOfText(entryState(history.state).rule),
    push() {
      clearTimeout(timer);
      const before = committed;
      committed = experimentLink(store.getState());
      const depth = entryState(history.state).depth + 1;
      if (!write(history, 'pushState', state(depth), hash())) {
        timer = setTimeout(() => replaceNow(), REFUSED_FOR_MS);
        return;
      }
      changes.add(depth, before, committed);
      tell(depth);
    },
    settle() {
      committed = experimentLink(store.getState());
    },
    link() {
      committed ??= experimentLink(store.getState());
      return withoutEmbed(new URL(hash(true), location.href).href);
    },
    show: () => replaceNow(true),
    ...steps(store, history),
  };
}

/** Keep what a link asks for and nothing on show has. */
export function applyAsked({ store }: LabContext, link: LabLink | undefined): void {
  const { experiment } = store.getState();
  const asked = link && askedByLink(experiment.manifest, specInUse(experiment), link);
  patch(store, 'ablation', { asked });
}

/**
 * Put moment and selection of a link on show, as far as the experiment has them.
 *
 * @param keep the agents that are selected stay so: what is undone is the experiment.
 */
export function applyPlace({ store }: LabContext, link: LabLink, spec: ExperimentSpec, keep = false): void {
  const { moment, view } = link;
  const { selection, pinned } = keep ? {} : link;
  if (moment !== undefined) patch(store, 'playback', { moment, playing: false, touched: true });
  if (selection !== undefined)
    patch(store, 'selection', { agent: agentFromText(selection, spec), cleared: selection === NO_AGENT });
  const whole = view?.whole === true;
  if (!keep)
    patch(store, 'selection', { pinned: pinned === undefined ? undefined : agentFromText(pinned, spec), whole });
  if (view === undefined) return;
  const { agents, lines, size, path, span, across, point, lanes, rival, inside, drawer, study, runs, tour, map } = view;
  const chosen = LANE_IDS.filter((id) => lanes?.split(',').includes(id));
  patch(store, 'lanes', { chosen, rival });
  if (point !== undefined) patch(store, 'selection', { point });
  if (tour !== undefined) patch(store, 'tour', { wanted: tour - 1 });
  if (map !== undefined) patch(store, 'touch', { mapAsked: mapOfText(map) });
  patch(store, 'appearance', {
    ...(agents !== undefined && { agentsView: agents }),
    ...(lines !== undefined && { lineColour: lines }),
    ...(size !== undefined && { agentSize: size }),
    ...(path === true && { followPath: path }),
    colourScale: { span: span ?? OWN_SCALES.span, across: across ?? OWN_SCALES.across },
    ...(inside === true && { inside }),
    ...(drawer === true && { drawer }),
    ...(study !== undefined && { room: 'study', study: study === '1' ? undefined : study }),
    ...(runs === true && { room: 'runs' }),
  });
}
