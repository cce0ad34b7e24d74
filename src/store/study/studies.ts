// Studies made on the page: kept in this browser, trained by the worker one cell after another, also after a reload.

import { createStore, type StoreApi } from 'zustand/vanilla';

import type { TrainedRun } from '../../record/trainedRun.ts';
import { LAB_VERSION } from '../../record/version.ts';
import { runsOf, runsToDo } from '../../study/cells.ts';
import { costKey, msLeft, runBytes, specsToTime, speedsOf, wallMs } from '../../study/cost.ts';
import { isSettled, joinedData, studyData, type StudyData } from '../../study/data.ts';
import { parseStudy, type Study } from '../../study/study.ts';
import { shareDone, TimeLeft } from '../../study/timeLeft.ts';
import { messageOf, type LabContext } from '../context.ts';
import { notify, patch } from '../labStore.ts';
import { heldName, locksOf } from '../meta/runCopies.ts';
import { pageMachine } from '../meta/runStart.ts';
import { toast } from '../page/notices.ts';
import { remember } from '../page/safeStorage.ts';
import { GOING, type StudyPhase } from './going.ts';
import { readHave, readStudies, STUDIES, writeHave, writeStudies, type KeptStudy } from './keptStudies.ts';

const TRIES = 2;
const LOCK = 'study';

/** What a study will take. */
export interface Estimate {
  readonly ms: number;
  readonly bytes: number;
}

/** How far the study under way is. */
export interface StudyProgress {
  readonly name: string;
  readonly metaSteps: number;
  /** Of the run, 0 to 1. */
  readonly share: number;
  /** Of all runs of the study, 0 to 1. */
  readonly shareOfAll: number;
  readonly msLeft: number;
}

export interface StudiesState {
  readonly studies: readonly KeptStudy[];
  /** The one that is trained, or would be if it were its turn. */
  readonly going: string | undefined;
  readonly phase: StudyPhase;
  readonly progress: StudyProgress | undefined;
  /** Counts what was written of runs. */
  readonly written: number;
  readonly trouble: string | undefined;
}

/** What there is of a study and what there is to do. */
interface OpenStudy extends KeptStudy {
  readonly there: readonly TrainedRun[];
  /** What a data file has of it that is settled. */
  readonly have: StudyData;
  readonly todo: readonly TrainedRun[];
}

const runCount = ({ study, cells }: KeptStudy) => cells.length * study.seeds.length;

export class Studies {
  readonly state: StoreApi<StudiesState>;
  private readonly context: LabContext;
  private readonly speeds = new Map<string, number>();
  private letGo = new AbortController();

  constructor(context: LabContext) {
    this.context = context;
    const { storage } = context.page;
    let [studies, trouble]: [readonly KeptStudy[], string | undefined] = [[], undefined];
    try {
      studies = readStudies(storage);
    } catch (error) {
      trouble = messageOf(error);
    }
    this.state = createStore<StudiesState>(() => ({
      ...{ studies, trouble, phase: 'idle', going: undefined, progress: undefined, written: 0 },
    }));
    // Made, changed or deleted in another tab.
    context.page.window.addEventListener('storage', ({ key }) => {
      if (key === STUDIES) this.set({ studies: this.kept });
    });
    const going = storage.getItem(GOING);
    if (going !== null && studies.some(({ id }) => id === going)) this.start(going);
  }

  private set(fields: Partial<StudiesState>): void {
    this.state.setState(fields);
    const { going, phase, progress, studies } = this.state.getState();
    const name = studies.find(({ id }) => id === going)?.study.name;
    const study = name === undefined ? undefined : { name, phase, share: progress?.shareOfAll };
    patch(this.context.store, 'session', { study });
  }

  private keep(studies: readonly KeptStudy[]): void {
    writeStudies(this.context.page.storage, studies);
    this.set({ studies, trouble: undefined });
  }

  /** Other tabs may have written since. */
  private get kept(): readonly KeptStudy[] {
    return readStudies(this.context.page.storage);
  }

  /**
   * Keeps a study, new or in place of one.
   *
   * @param have what it goes on from: runs that stand in it are not trained again.
   * @returns its id. @throws in words where the browser keeps nothing.
   */
  save(
    study: Study,
    id = `${this.context.page.randomSeed()}-${this.context.page.randomSeed()}`,
    have?: StudyData,
  ): string {
    const read = parseStudy(study);
    if (!read.ok) throw new Error(read.failure.message);
    const next = { id, ...read.value };
    const before = this.kept;
    if (have !== undefined) writeHave(this.context.page.storage, id, have);
    this.keep(
      before.some((each) => each.id === id) ? before.map((each) => (each.id === id ? next : each)) : [...before, next],
    );
    return id;
  }

  /** Forgets a study; its runs stay. @returns what brings it back. */
  remove(id: string): () => void {
    if (this.state.getState().going === id) this.pause();
    const before = this.kept;
    const gone = before.find((each) => each.id === id);
    const { storage } = this.context.page;
    const have = readHave(storage, id);
    this.keep(before.filter((each) => each.id !== id));
    writeHave(storage, id, undefined);
    return () => {
      if (gone !== undefined) this.save(gone.study, id, have);
    };
  }

  private async open(id: string): Promise<OpenStudy | undefined> {
    const kept = this.state.getState().studies.find((each) => each.id === id);
    if (kept === undefined) return undefined;
    const { runs } = await (await this.context.page.runs()).list();
    const here = { createdMs: this.context.page.dateMs(), machine: pageMachine(this.context), version: LAB_VERSION };
    const all = runsOf(kept.study, kept.cells);
    const asked = new Set(all.map((cell) => cell.id));
    const there = runs.filter((run) => asked.has(run.id));
    const before = readHave(this.context.page.storage, id);
    const have = joinedData(kept.study, all, before === undefined ? [] : [before]);
    const settled = new Set(have.runs.filter(isSettled).map((run) => run.id));
    const todo = runsToDo(kept.study, kept.cells, new Map(there.map((run) => [run.id, run])), here);
    return { ...kept, there, have, todo: todo.filter((run) => !settled.has(run.id)) };
  }

  /** What was found so far, and how many runs are left to do. */
  async found({ id, study, cells }: KeptStudy): Promise<{ readonly data: StudyData; readonly left: number }> {
    const [open, store] = [await this.open(id), await this.context.page.runs()];
    const asked = runsOf(study, cells);
    const own = await studyData(study, asked, open?.there ?? [], (run) => store.curve(run));
    const data = open === undefined ? own : joinedData(study, asked, [open.have, own]);
    return { data, left: open?.todo.length ?? 0 };
  }

  private async pieces({ study, there, todo }: OpenStudy): Promise<ReadonlyMap<string, number>> {
    const machine = pageMachine(this.context);
    const same = there.filter((run) => run.machine.name === machine.name && run.machine.backend === machine.backend);
    for (const [key, ms] of speedsOf(same)) this.speeds.set(key, ms);
    if (study.budget.metaSteps !== undefined)
      for (const spec of specsToTime(
        todo.map((run) => run.spec),
        this.speeds,
      )) {
        await this.untilFree();
        const ms = await this.context.client.timeMetaStep(spec);
        if (ms !== undefined) this.speeds.set(costKey(spec), ms);
      }
    return new Map(todo.map((run) => [run.id, msLeft(run, study.budget, this.speeds, run)]));
  }

  /** What the rest of a study takes on this machine: measured where that is not known. */
  async estimate(id: string): Promise<Estimate | undefined> {
    const open = await this.open(id);
    if (open === undefined) return undefined;
    const pieces = await this.pieces(open);
    const steps = open.study.budget.metaSteps ?? 10_000;
    return {
      ms: wallMs([...pieces.values()], 1),
      bytes: open.todo.reduce((sum, { spec }) => sum + runBytes(spec, steps), 0),
    };
  }

  /** Trains what a study still lacks, until it is done or paused. */
  start(id: string): void {
    if (this.state.getState().going !== undefined) return;
    remember(this.context.page.storage, GOING, id);
    const letGo = (this.letGo = new AbortController());
    this.set({ going: id, phase: 'elsewhere', trouble: undefined });
    const locks = locksOf(this.context.page.window.navigator);
    const { storage } = this.context.page;
    // Paused or done in another tab meanwhile, it is not gone on with here.
    const isOver = () => letGo.signal.aborted || storage.getItem(GOING) !== id;
    const work = () => (isOver() ? Promise.resolve() : this.work(id, letGo.signal));
    // Queues behind another tab, and takes over when that one is closed.
    const done = locks?.request(heldName(LOCK), { signal: letGo.signal }, work) ?? work();
    done
      .catch((error: unknown) => {
        if (!letGo.signal.aborted) this.set({ trouble: messageOf(error) });
      })
      .finally(() => {
        if (this.letGo === letGo) this.end();
      });
  }

  /** Another tab may have asked for another study since. */
  private forgetGoing(): void {
    const { storage } = this.context.page;
    if (storage.getItem(GOING) === this.state.getState().going) storage.removeItem(GOING);
  }

  private end(): void {
    if (!this.letGo.signal.aborted) this.forgetGoing();
    this.set({ going: undefined, phase: 'idle', progress: undefined, written: this.state.getState().written + 1 });
  }

  /** The cell under way is written down; `start` goes on with it. */
  pause(): void {
    this.forgetGoing();
    this.letGo.abort();
    this.context.client.stopCell();
    if (this.state.getState().phase === 'elsewhere') this.end();
  }

  /** Resolves while no training of the page runs. */
  private untilFree(): Promise<void> {
    const { store } = this.context;
    const busy = () => {
      const { status, starting } = store.getState().training;
      return status === 'running' || starting;
    };
    if (!busy()) return Promise.resolve();
    const { phase } = this.state.getState();
    this.set({ phase: 'yielding' });
    return new Promise((resolve) => {
      const settle = () => {
        if (busy() && !this.letGo.signal.aborted) return;
        stop();
        this.letGo.signal.removeEventListener('abort', settle);
        this.set({ phase });
        resolve();
      };
      const stop = store.subscribe(settle);
      this.letGo.signal.addEventListener('abort', settle);
    });
  }

  private async work(id: string, signal: AbortSignal): Promise<void> {
    this.set({ phase: 'measuring' });
    const first = await this.open(id);
    if (first === undefined) return;
    const left = new TimeLeft(await this.pieces(first), 1, () => this.context.page.nowMs());
    const tries = new Map<string, number>();
    for (;;) {
      await this.untilFree();
      const open = await this.open(id);
      if (open === undefined || signal.aborted) return;
      const run = open.todo
        .filter((each) => (tries.get(each.id) ?? 0) < TRIES)
        .sort((a, b) => (tries.get(a.id) ?? 0) - (tries.get(b.id) ?? 0))[0];
      if (run === undefined) {
        this.tellDone(open);
        return;
      }
      await this.cell(run, open, left);
      const now = await (await this.context.page.runs()).read(run.id);
      if (now?.status === 'failed') tries.set(run.id, (tries.get(run.id) ?? 0) + 1);
      if (now?.status === 'done' || now?.status === 'diverged') left.note(run.id, 1);
      this.set({ written: this.state.getState().written + 1 });
    }
  }

  /** One run, as far as it comes before it is stopped or a training of the page begins. */
  private async cell(run: TrainedRun, open: OpenStudy, left: TimeLeft): Promise<void> {
    const all = runCount(open);
    const { client, page } = this.context;
    await (await page.runs()).save(run);
    const begun = shareDone(run);
    const progress = (done: { readonly metaSteps: number; readonly trainedMs: number }) => {
      const share = shareDone({ ...run, ...done });
      left.note(run.id, begun < 1 ? (share - begun) / (1 - begun) : share);
      const shareOfAll = (all - open.todo.length + share) / all;
      this.set({ progress: { name: run.name, metaSteps: done.metaSteps, share, shareOfAll, msLeft: left.ms() } });
    };
    this.set({ phase: 'training' });
    progress(run);
    const train = () => client.trainCell(run.id, open.study.evaluation, progress).then(() => undefined);
    const locks = locksOf(page.window.navigator);
    await (locks?.request(heldName(run.id), train) ?? train());
  }

  private tellDone(open: OpenStudy): void {
    const { study, todo } = open;
    const failed = todo.length === 0 ? '' : `; ${todo.length} failed twice: ${todo[0]?.cause ?? 'no cause is known'}`;
    notify(this.context.store, toast(`${study.name}: ${runCount(open) - todo.length} runs are done${failed}`));
  }
}
