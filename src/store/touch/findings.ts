// What the page does with the findings it keeps. Loaded with their list.

import { capital } from '../../lib/capital.ts';
import type { KeptStore } from '../../checkpoints/keptStores.ts';
import { decodeLink } from '../../link/link.ts';
import { success, type Result } from '../../lib/result.ts';
import type { Finding, Found } from '../../record/finding.ts';
import { LAB_VERSION } from '../../record/version.ts';
import { changing, valueOf } from '../common/keeping.ts';
import { keyOfText, keyText, sameRule } from '../experiment/ruleKey.ts';
import type { Lab } from '../lab.ts';
import { notify, patch } from '../labStore.ts';
import { badLink, sentence, toast } from '../page/notices.ts';
import type { Notice } from '../page/session.ts';
import type { Measured, MeasuredMap } from './measuring.ts';

export function notKept(why: string): Notice {
  return { id: 'finding', tone: 'bad', title: 'The finding was not kept', text: sentence(why), actions: [] };
}

/** A finding was opened, but not with its rule. */
function wrongRule(label: string): Notice {
  const text = `It was measured with ${label}, which is not kept here. Its numbers stay; the task is on show with another rule.`;
  return { id: 'finding', tone: 'warn', title: 'The rule of this finding is not here', text, actions: [] };
}

/** What a finding is made of: a measurement as the page shows it. */
export type Keepable =
  { readonly kind: 'changes'; readonly measured: Measured } | { readonly kind: 'map'; readonly measured: MeasuredMap };

function foundOf({ kind, measured }: Keepable): Found {
  if (kind === 'changes') return { kind, words: measured.words, report: measured.report };
  const { map, of, spec, tasks, steps, seed } = measured;
  return { kind, map, of, spec, tasks, steps, seed };
}

/** A finding of a measurement. @param nowMs milliseconds since 1970. @param seed makes its id. */
function findingOf(keepable: Keepable, nowMs: number, seed: number): Finding {
  const { measured } = keepable;
  const name = keepable.kind === 'map' ? `lesion map of ${keepable.measured.of}` : keepable.measured.words;
  return {
    format: 1,
    id: `finding-${nowMs}-${seed}`,
    name: capital(name),
    note: '',
    keptMs: nowMs,
    version: LAB_VERSION,
    rule: { label: measured.ruleLabel, metaSteps: measured.metaSteps, key: keyText(measured.ruleKey) },
    link: measured.link,
    command: measured.command.command,
    found: foundOf(keepable),
  };
}

/** Read what is kept into the page's state. @throws in words. */
export async function readFindings(lab: Lab): Promise<void> {
  const { findings } = await lab.kept();
  const { kept, refused } = valueOf(await findings.list());
  patch(lab.store, 'touch', { findings: kept, findingsRefused: refused.map(({ message }) => message) });
}

/** Does something with the findings, and reads them again. @throws in words. */
function withFindings(lab: Lab, work: (store: KeptStore<Finding>) => Promise<Result<void>>): Promise<void> {
  return changing(lab, ({ findings }) => work(findings), readFindings);
}

export async function keepFinding(lab: Lab, keepable: Keepable, nowMs: number, seed: number): Promise<void> {
  const finding = findingOf(keepable, nowMs, seed);
  await withFindings(lab, (store) => store.put(finding));
  notify(lab.store, toast('Kept under Findings'));
}

/** Another name or note; the rest is as the store has it, which may have changed meanwhile. */
export function changeFinding(lab: Lab, id: string, change: Partial<Pick<Finding, 'name' | 'note'>>): Promise<void> {
  return withFindings(lab, async (store) => {
    const finding = valueOf(await store.list()).kept.find((each) => each.id === id);
    return finding === undefined ? success(undefined) : store.put({ ...finding, ...change });
  });
}

/** Brings a deleted one back. */
export function putFinding(lab: Lab, finding: Finding): Promise<void> {
  return withFindings(lab, (store) => store.put(finding));
}

export function removeFinding(lab: Lab, { id }: Finding): Promise<void> {
  return withFindings(lab, (store) => store.remove(id));
}

/** Puts rule, task, changes and the measurement of a finding on show again; Undo goes back. */
export async function openFinding(lab: Lab, finding: Finding): Promise<void> {
  const { rule, command, found } = finding;
  const link = decodeLink(finding.link.replace(/^[^#]*#?/, ''));
  if (!link.ok) {
    notify(lab.store, badLink(link.failure.message));
    return;
  }
  const ruleKey = keyOfText(rule.key);
  // The map is here already.
  const { map: _, ...view } = link.value?.view ?? {};
  await lab.experiment.restore(link.value && { ...link.value, view }, ruleKey, false);
  lab.experiment.commit();
  if (!sameRule(lab.store.getState().experiment.ruleKey, ruleKey)) notify(lab.store, wrongRule(rule.label));
  const same = { ruleKey, link: finding.link, ruleLabel: rule.label, metaSteps: rule.metaSteps };
  const line = { command, note: '' };
  if (found.kind === 'changes')
    patch(lab.store, 'touch', { measured: { ...same, report: found.report, words: found.words, command: line } });
  else patch(lab.store, 'touch', { map: { ...same, ...found, command: line, going: false }, mapShown: true });
}
