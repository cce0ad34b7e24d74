// The controller: wires store, worker client and page together. React reads the store and calls these actions.

import { LabClient } from '../client/labClient.ts';
import type { LabPort } from '../client/workerLink.ts';
import type { BackendName, BackendReport, Demand } from '../protocol/messages.ts';
import type { OnRequest } from '../record/agentChannel.ts';
import type { EpisodeRecord } from '../record/episode.ts';
import { AblationController } from './ablation/ablationController.ts';
import { createAddress } from './page/address.ts';
import { AppearanceController } from './page/appearanceController.ts';
import { mirrorAttributes } from './page/attributes.ts';
import type { LabContext, PageEnvironment } from './context.ts';
import { frameHtml, type Frame } from './embed/embed.ts';
import type { CommandLine } from './export/commandLine.ts';
import { saveFile, type FileContent } from './export/download.ts';
import { ExperimentController } from './experiment/experimentController.ts';
import { LanesController } from './fit/lanesController.ts';
import { clockShape, createLabStore, dismiss, notify, patch, type LabStore } from './labStore.ts';
import { MachineSpeedController } from './meta/machineSpeedController.ts';
import { badLink, commandCopied, linkCopied, toast, told } from './page/notices.ts';
import { copyText } from './page/copyText.ts';
import { playbackAfter, type PlaybackAction } from './clocks/playback.ts';
import { startPlayer } from './clocks/player.ts';
import { ReportLog } from './meta/reports.ts';
import { importFiles } from './experiment/ruleImport.ts';
import { selectionActions, type SelectionActions } from './inspector/selectionActions.ts';
import { Recovery } from './page/recovery.ts';
import { openLab } from './page/startup.ts';
import { TimeTravelController } from './clocks/timeTravelController.ts';
import { TouchController } from './touch/touchController.ts';
import type { KeptStores } from '../checkpoints/keptStores.ts';
import type { RunStore } from '../runs/store.ts';
import { GOING } from './study/going.ts';
import type { Studies } from './study/studies.ts';
import { RunQuestion } from './meta/runQuestion.ts';
import { ShelfController } from './meta/shelfController.ts';
import { TrainingController } from './meta/trainingController.ts';

/** Time before the first playback, to see the prediction before learning. */
const AUTOPLAY_AFTER_MS = 700;
/** What the worker may be streaming to. The inspector reads what Agents reads; the timeline needs every fit. */
export type Watched = 'agents' | 'inspector' | 'map';

export interface Lab extends SelectionActions {
  readonly store: LabStore;
  readonly reports: ReportLog;
  readonly experiment: ExperimentController;
  readonly training: TrainingController;
  readonly shelf: ShelfController;
  readonly travel: TimeTravelController;
  /** What evaluates the rule in use: the worker. */
  readonly evaluator: Pick<LabClient, 'evaluate' | 'stopEvaluation'>;
  readonly machineSpeed: MachineSpeedController;
  readonly lanes: LanesController;
  readonly touch: TouchController;
  readonly ablation: AblationController;
  readonly appearance: AppearanceController;
  /** The runs of this browser; loaded when they are first asked for. */
  runs(): Promise<RunStore>;
  /** The findings and evaluations of this browser; loaded when they are first asked for. */
  kept(): Promise<KeptStores>;
  /** The studies made in this browser; loaded when they are first asked for. */
  studies(): Promise<Studies>;
  /** Open rule files from disk, and keep them in this browser. */
  importFiles(files: readonly File[]): Promise<void>;
  clock(action: PlaybackAction): void;
  pickPoint(point: number): void;
  dismiss(id: string): void;
  /** A figure came into view or left it. */
  setVisible(figure: Watched, visible: boolean): void;
  /** Records hold what is made on request until the function that is returned is called. */
  need(part: OnRequest): () => void;
  /** The whole address of the moment on screen. */
  link(): string;
  copyLink(): void;
  /** A frame with the moment on screen, as HTML; the address bar holds its link. */
  frame(frame: Frame): string;
  copyFrame(frame: Frame): void;
  /** Copy a command line that repeats what is on screen, and say so. */
  copyCommand(line: CommandLine): void;
  /** Hand a file to the browser's downloads, and say so. */
  saveFile(content: FileContent, name: string, type?: string): void;
  undo(): void;
  redo(): void;
  start(options: { readonly prefer?: BackendName }): Promise<void>;
}

function reportBackend({ store }: LabContext, report: BackendReport): void {
  patch(store, 'session', { backend: report, loading: { words: 'Adapting to the first task.', share: 0.8 } });
}

interface Parts {
  readonly context: LabContext;
  readonly experiment: ExperimentController;
  readonly training: TrainingController;
  readonly shelf: ShelfController;
  readonly travel: TimeTravelController;
  readonly recovery: Recovery;
  readonly address: ReturnType<typeof createAddress>;
  readonly clock: (action: PlaybackAction) => void;
}

/** The parts refer to each other only once they are called, so their order does not matter. */
function connect(startPort: () => LabPort, page: PageEnvironment): Parts {
  const store = createLabStore();
  const reports = new ReportLog();
  const clock = (action: PlaybackAction) => {
    const state = store.getState();
    patch(store, 'playback', playbackAfter(state.playback, action, clockShape(state)));
  };
  const client = new LabClient(startPort, {
    ready: (report) => reportBackend(context, report),
    episode: (record) => experiment.receive(record),
    metaSteps: (batch) => training.onReports(batch),
    training: (change) => training.onStatus(change),
    checkpoints: (kept, best) => {
      travel.onCheckpoints(kept, best);
      training.record.onCheckpoints(kept);
    },
    told: (words) => notify(store, told(words)),
    failed: (error) => recovery.failed(error),
  });
  const context: LabContext = { store, client, reports, page };
  const question = new RunQuestion(context);
  const experiment: ExperimentController = new ExperimentController(context, {
    address: () => address,
    mayEndRun: () => question.mayEnd(),
    hold: () => training.hold(),
    clock,
  });
  const training: TrainingController = new TrainingController(context, experiment);
  const shelf = new ShelfController(context);
  const travel: TimeTravelController = new TimeTravelController(context, experiment, clock);
  const address = createAddress(context, (link, key, visited) => {
    if (!link.ok) notify(store, badLink(link.failure.message));
    else void experiment.restore(link.value, key, visited);
  });
  const recovery = new Recovery(context, experiment, training);
  return { context, experiment, training, shelf, travel, recovery, address, clock };
}

type Seen = Required<Pick<Demand, 'agents' | 'map' | OnRequest>>;

/** Where the sections of what is demanded lie. */
const SECTIONS = { agents: '/update', gradients: '/gradient', intact: '/intact' } as const;

/** What of a record is asked for anew and not in it. */
function lacking({ header }: EpisodeRecord, before: Seen, asked: Seen): boolean {
  const changed = header.probe.interventions !== undefined;
  return (Object.keys(SECTIONS) as (keyof typeof SECTIONS)[]).some((part) => {
    const possible = part !== 'intact' || changed;
    const held = () => Object.keys(header.sections).some((name) => name.endsWith(SECTIONS[part]));
    return asked[part] && !before[part] && possible && !held();
  });
}

/** What the worker should record: the fit always (the timeline draws it), the groups of the selected agents in full. */
function demandOf(store: LabContext['store'], seen: Seen): Demand {
  const { agent, pinned } = store.getState().selection;
  const keep = [agent, pinned].flatMap((ref) => ref?.group ?? []);
  return { fit: true, ...seen, ...(keep.length === 0 ? {} : { keep }) };
}

/** Ask the worker for what is on screen; adapt anew when agents come into view that the record leaves out. */
function watchFigures({ store, client, page }: LabContext, experiment: ExperimentController) {
  const onScreen = { agents: true, inspector: true, map: false };
  const users: Record<OnRequest, number> = { gradients: 0, intact: 0 };
  let asked: Seen = { agents: true, map: false, gradients: false, intact: false };
  const { document } = page.window;
  const apply = () => {
    const before = asked;
    asked = {
      agents: onScreen.agents || onScreen.inspector,
      map: onScreen.map && !document.hidden,
      gradients: users.gradients > 0,
      intact: users.intact > 0,
    };
    if (JSON.stringify(asked) === JSON.stringify(before)) return;
    client.setDemand(demandOf(store, asked));
    const { record } = store.getState().experiment;
    if (record !== undefined && lacking(record, before, asked)) experiment.setProbe({});
  };
  // A record that was under way when something was asked for lacks it: asked for again, but not for ever.
  let [seen, again]: [EpisodeRecord | undefined, boolean] = [undefined, true];
  store.subscribe(({ experiment: { record, rule } }) => {
    if (record === seen || record?.header.brief !== undefined || rule === undefined) return;
    seen = record;
    const lacks = record !== undefined && lacking(record, { ...asked, gradients: false, intact: false }, asked);
    if (lacks && again) experiment.setProbe({});
    again = !lacks;
  });
  const setVisible: Lab['setVisible'] = (figure, visible) => {
    onScreen[figure] = visible;
    apply();
  };
  const need: Lab['need'] = (part) => {
    const count = (by: number) => {
      users[part] += by;
      apply();
    };
    count(1);
    return () => count(-1);
  };
  document.addEventListener('visibilitychange', () => {
    client.setSeen(!document.hidden);
    apply();
  });
  /** Ask for the selected agent in full. */
  const askForAgent = () => client.setDemand(demandOf(store, { ...asked, agents: true }));
  return { setVisible, need, askForAgent };
}

/** Play the first episode by itself, unless a link asked for another moment or motion is unwelcome. */
function playFirstEpisode({ context, clock }: Parts): void {
  const { store, page } = context;
  const stop = store.subscribe(({ experiment }) => {
    if (experiment.record === undefined) return;
    stop();
    const still = page.window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    const { step, phase } = store.getState().playback.moment;
    const { touched } = store.getState().playback;
    if (still || touched || step !== 1 || phase !== 0) return;
    setTimeout(() => {
      if (!store.getState().playback.touched) clock({ kind: 'play' });
    }, AUTOPLAY_AFTER_MS);
  });
}

function copyShared({ context, experiment, address }: Parts, text: string, what: 'Link' | 'Frame'): void {
  const save = () => void experiment.download();
  copyText(context, what.toLowerCase(), text, () => linkCopied(context.store.getState().experiment.rule, what, save));
  address.show();
}

function copyCommand(context: LabContext, { command, note }: CommandLine): void {
  copyText(context, 'command', command, () => commandCopied(note));
}

/** The studies, loaded once. */
function studiesOf(context: LabContext): () => Promise<Studies> {
  let kept: Promise<Studies> | undefined;
  return () => (kept ??= import('./study/studies.ts').then(({ Studies }) => new Studies(context)));
}

/** @param startPort starts the worker; it may still be loading. */
export function createLab(startPort: () => LabPort, page: PageEnvironment): Lab {
  const parts = connect(startPort, page);
  const { context, experiment, training, shelf, travel, recovery, address, clock } = parts;
  const { store, reports } = context;
  const appearance = new AppearanceController(context);
  mirrorAttributes(store, page.window.document.documentElement);
  startPlayer(store, clock);
  playFirstEpisode(parts);
  const studies = studiesOf(context);
  const { setVisible, need, askForAgent } = watchFigures(context, experiment);
  return {
    store,
    reports,
    experiment,
    training,
    shelf,
    travel,
    evaluator: context.client,
    machineSpeed: new MachineSpeedController(context),
    lanes: new LanesController(context),
    touch: new TouchController(context, experiment, () => address.link()),
    ablation: new AblationController(context, experiment, appearance),
    appearance,
    runs: () => page.runs(),
    kept: () => page.kept(),
    studies,
    importFiles: (files) => importFiles({ context, experiment, shelf }, files),
    clock,
    ...selectionActions(store, () => {
      askForAgent();
      experiment.setProbe({});
    }),
    pickPoint: (point) => patch(store, 'selection', { point }),
    dismiss: (id) => dismiss(store, id),
    setVisible,
    need,
    link: () => address.link(),
    copyLink: () => copyShared(parts, address.link(), 'Link'),
    frame: (frame) => frameHtml(address.link(), frame),
    copyFrame: (frame) => copyShared(parts, frameHtml(address.link(), frame), 'Frame'),
    copyCommand: (line) => copyCommand(context, line),
    saveFile(content, name, type) {
      saveFile(page.window.document, content, name, type);
      notify(store, toast(`${name} saved`));
    },
    undo: () => address.undo(),
    redo: () => address.redo(),
    async start({ prefer }) {
      const startWorker = () => recovery.start(prefer);
      await Promise.all([openLab(context, address, experiment, startWorker), shelf.refresh()]);
      // Not awaited: what it loads may wait for the page's own script, which waits for this.
      void training.comeBack();
      // One that was being trained goes on.
      if (page.storage.getItem(GOING) !== null) void studies();
    },
  };
}
