// Evaluating the rule in use on held-out tasks, in the worker, and keeping what was found. Loaded with its panel.

import { diffSpecs, fieldsOf } from '../../experiment/diff.ts';
import { probedSpec } from '../../experiment/otherNetwork.ts';
import type { EvaluationReport } from '../../record/evaluation.ts';
import type { KeptEvaluation } from '../../record/keptEvaluation.ts';
import { LAB_VERSION } from '../../record/version.ts';
import { changing, valueOf } from '../common/keeping.ts';
import { messageOf } from '../context.ts';
import type { ExperimentSlice } from '../experiment/experiment.ts';
import { keyText } from '../experiment/ruleKey.ts';
import type { Lab } from '../lab.ts';
import { dismiss, notify, patch } from '../labStore.ts';
import { isActive } from '../meta/training.ts';
import { sentence } from '../page/notices.ts';
import type { Notice } from '../page/session.ts';
import type { EvaluationSettings, EvaluationSlice } from './evaluation.ts';

/** Every evaluation uses the same held-out tasks, those of the command line's default. */
const SEED = 0;

function refusedEvaluation(why: string): Notice {
  return { id: 'evaluation', tone: 'bad', title: 'The rule could not be evaluated', text: sentence(why), actions: [] };
}

/** What two may differ in, and whether their losses can stand side by side all the same. */
const DIFFERENCES = [
  [/^task\./, 'other tasks', false],
  [/^recipe\.(batch|sameSupport)$/, 'other batches', false],
  [/^network\.loss$/, 'another loss', false],
  [/^network\.(inputs|layers|weightSd)$/, 'another network', true],
  [/^recipe\.innerSteps$/, 'another horizon', true],
  [/^recipe\.learnedPrior$/, 'another start', true],
] as const;

/** As many as can be told apart in one drawing, the one on show among them. */
const MOST_DRAWN = 6;

/** One of a list as it stands beside the one on show. */
export interface Listed {
  readonly evaluation: KeptEvaluation;
  /** Counts from the oldest, 1. */
  readonly number: number;
  /** Its line is drawn beside that of the one on show. */
  readonly beside: boolean;
  /** How it was taken otherwise than the one on show, or why it is not drawn. */
  readonly otherwise: readonly string[];
}

type Lists = Pick<EvaluationSlice, 'kept' | 'unkept'>;

const newestFirst = ({ kept, unkept }: Lists): KeptEvaluation[] =>
  [...unkept, ...kept].sort((a, b) => b.keptMs - a.keptMs);

/** All there are, the newest first. */
export function listed({ finished, ...lists }: Lists & Pick<EvaluationSlice, 'finished'>): readonly Listed[] {
  let drawn = 1;
  return newestFirst(lists).map((evaluation, at, { length }) => {
    const fields = finished === undefined ? [] : diffSpecs(finished.spec, evaluation.spec).map(({ field }) => field);
    const found = DIFFERENCES.filter(([pattern]) => fields.some((field) => pattern.test(field)));
    const other = finished !== undefined && evaluation.id !== finished.id;
    const unlike = found.find(([, , fits]) => !fits);
    const beside = other && unlike === undefined && drawn++ < MOST_DRAWN;
    const words = (unlike ? [unlike] : found).map(([, what]) => what);
    return { evaluation, number: length - at, beside, otherwise: !other || beside ? words : [...words, 'not drawn'] };
  });
}

/** Whether it is of the rule in use as that is now, on the network in use. */
function isOfUse({ rule: whose, spec }: KeptEvaluation, { rule, ruleKey, probe }: ExperimentSlice): boolean {
  if (rule?.metaSteps !== whose.metaSteps || keyText(ruleKey) !== whose.key) return false;
  const used = probedSpec(rule.spec, probe);
  return diffSpecs(spec, used).length === 0 && fieldsOf(spec).size === fieldsOf(used).size;
}

/** Read what is kept into the page's state; where none is on show, the newest of the rule in use is. @throws in words. */
export async function readEvaluations(lab: Lab): Promise<void> {
  const { evaluations } = await lab.kept();
  const { kept, refused } = valueOf(await evaluations.list());
  const { evaluation, experiment } = lab.store.getState();
  patch(lab.store, 'evaluation', {
    kept,
    unkept: evaluation.unkept.filter(({ id }) => kept.every((each) => each.id !== id)),
    refused: refused.map(({ message }) => message),
    finished: evaluation.finished ?? kept.find((each) => isOfUse(each, experiment)),
  });
}

/** Keeps one and puts it on show; where the storage refuses, it stays for the visit. @throws in words then. */
export async function keepEvaluation(lab: Lab, evaluation: KeptEvaluation): Promise<void> {
  const { unkept } = lab.store.getState().evaluation;
  patch(lab.store, 'evaluation', { finished: evaluation, unkept: [evaluation, ...unkept] });
  try {
    await changing(lab, ({ evaluations }) => evaluations.put(evaluation), readEvaluations);
  } catch (error) {
    throw new Error(`the evaluation stays for this visit only: ${messageOf(error)}`, { cause: error });
  }
}

/** Puts one of those kept on show. */
export function showEvaluation({ store }: Lab, finished: KeptEvaluation): void {
  patch(store, 'evaluation', { finished });
}

/** The newest of the others is on show if it was this one. @throws in words. */
export async function removeEvaluation(lab: Lab, { id }: KeptEvaluation): Promise<void> {
  const others = (all: readonly KeptEvaluation[]) => all.filter((each) => each.id !== id);
  const state = () => lab.store.getState().evaluation;
  try {
    await changing(lab, ({ evaluations }) => evaluations.remove(id), readEvaluations);
  } catch (error) {
    // What a storage that refuses never took needs no deleting there.
    if (others(state().kept).length < state().kept.length) throw error;
  }
  const now = { ...state(), unkept: others(state().unkept) };
  const finished = now.finished?.id === id ? newestFirst(now)[0] : now.finished;
  patch(lab.store, 'evaluation', { ...now, finished });
}

/** The worker's answer; undefined where it was given up, or refused, which is said. */
async function reportOf(lab: Lab, settings: EvaluationSettings): Promise<EvaluationReport | undefined> {
  const { store, evaluator } = lab;
  const { layers } = store.getState().experiment.probe;
  let mine: EvaluationSlice['running'];
  const tell = (running: typeof mine) => patch(store, 'evaluation', { running: (mine = running) });
  // Another may have been asked for meanwhile.
  const isMine = () => store.getState().evaluation.running === mine;
  dismiss(store, 'evaluation');
  tell({ ...settings, tasksDone: 0 });
  try {
    return await evaluator.evaluate({ ...settings, seed: SEED, ...(layers && { layers }) }, (tasksDone) => {
      if (isMine()) tell({ ...settings, tasksDone });
    });
  } catch (error) {
    notify(store, refusedEvaluation(messageOf(error)));
    return undefined;
  } finally {
    if (isMine()) tell(undefined);
  }
}

/**
 * Evaluate the rule in use as it is now, and keep what was found. One given up leaves the last result as it was.
 *
 * @param dateMs milliseconds since 1970.
 * @param seed makes its id.
 * @throws in words where it was not kept.
 */
export async function startEvaluation(
  lab: Lab,
  settings: EvaluationSettings,
  dateMs: () => number,
  seed: number,
): Promise<void> {
  const { rule, probe, ruleKey } = lab.store.getState().experiment;
  if (rule === undefined) return;
  const report = await reportOf(lab, settings);
  if (report === undefined) return;
  // A run that goes on is judged at its end only, and on its own network.
  const { status } = lab.store.getState().training;
  if (ruleKey.kind === 'run' && !isActive(status) && probe.layers === undefined)
    lab.training.record.evaluated(ruleKey.id, report);
  const keptMs = dateMs();
  await keepEvaluation(lab, {
    ...{ format: 1, id: `evaluation-${keptMs}-${seed}`, keptMs, version: LAB_VERSION },
    rule: { label: rule.label, metaSteps: rule.metaSteps, key: keyText(ruleKey) },
    spec: probedSpec(rule.spec, probe),
    report,
  });
}

export function cancelEvaluation({ store, evaluator }: Lab): void {
  evaluator.stopEvaluation();
  patch(store, 'evaluation', { running: undefined });
}
