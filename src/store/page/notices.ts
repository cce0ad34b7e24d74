// The words of the page's notices: what happened, what is safe, one way back.

import { capital } from '../../lib/capital.ts';
import type { RuleInfo, SerialisedError } from '../../protocol/messages.ts';
import type { Notice, NoticeAction } from './session.ts';

export function toast(title: string): Notice {
  return { id: 'toast', tone: 'toast', title, text: '', actions: [] };
}

/** A link names a shipped rule, or describes an untrained one; what was trained or opened here travels as a file. */
export function travelsAsFile({ shippedId, metaSteps, preset }: RuleInfo): boolean {
  return shippedId === undefined && (metaSteps > 0 || preset !== undefined);
}

/** @param save saves the rule as a file. */
export function linkCopied(rule: RuleInfo | undefined, what: string, save: () => void): Notice {
  if (rule === undefined || !travelsAsFile(rule)) return toast(`${what} copied`);
  const text = 'The rule itself is not in it: send its file along.';
  const actions = [{ label: 'Save file', run: save }];
  return { id: 'copied', tone: 'info', title: `${what} to this task copied`, text, actions };
}

/** The link is of a rule that only its sender has. */
export function ruleNotHere(metaSteps: number): Notice {
  const trained = metaSteps === 0 ? '' : `, trained for ${metaSteps} meta-steps,`;
  const text = `Its rule${trained} is in the browser of who sent it. On show is an untrained one of the same settings. Ask for the rule’s file, and drop it on this page.`;
  return { id: 'linkRule', tone: 'warn', title: 'This link does not bring its rule', text, actions: [] };
}

export function commandCopied(note: string): Notice {
  return toast(note === '' ? 'Command copied' : `Command copied. ${note}`);
}

export function noLanes(why: string): Notice {
  return { id: 'lanes', tone: 'warn', title: 'Nothing to compare with', text: sentence(why), actions: [] };
}

/** Where the clipboard is out of reach the text can still be copied by hand. */
export function notCopied(what: string, why: string, copied: string): Notice {
  const text = `${sentence(why)} Here it is, to be copied by hand: ${copied}`;
  return { id: 'copy', tone: 'warn', title: `The ${what} could not be copied`, text, actions: [] };
}

export function refusedFile(name: string, why: string): Notice {
  const text = `${sentence(why)} Your experiment is as it was.`;
  return { id: 'refused', tone: 'bad', title: `${name} could not be opened`, text, actions: [] };
}

export function refusedMeasurement(why: string): Notice {
  return { id: 'machineSpeed', tone: 'bad', title: 'The speed was not measured', text: sentence(why), actions: [] };
}

export function notMeasured(why: string): Notice {
  return { id: 'measuring', tone: 'bad', title: 'Nothing was measured', text: sentence(why), actions: [] };
}

/** @param so what is on show then. */
export function badLink(why: string, so = 'What is on show stays.'): Notice {
  const text = `${sentence(why)} ${so}`;
  return { id: 'link', tone: 'bad', title: 'This link could not be read', text, actions: [] };
}

/** The link was read, but for this. */
export function linkLeftOut(what: readonly string[]): Notice {
  const text = `Left out: ${what.join('; ')}.`;
  return { id: 'link', tone: 'info', title: 'Not all of this link could be read', text, actions: [] };
}

export function noShippedRules(why: string): Notice {
  const text = `${sentence(why)} An untrained one takes its place: train it, or open a file.`;
  return { id: 'manifest', tone: 'warn', title: 'The shipped rules could not be read', text, actions: [] };
}

export function noShippedRule(why: string): Notice {
  return { ...noShippedRules(why), title: 'The rule could not be read' };
}

export function shelfUnread(why: string): Notice {
  return {
    id: 'shelf',
    tone: 'warn',
    title: 'What this browser keeps is out of reach',
    text: sentence(why),
    actions: [],
  };
}

export function refusedAdapt(why: string): Notice {
  const text = `${sentence(why)} The last adaptation stays on screen.`;
  return { id: 'refused', tone: 'bad', title: 'The rule could not adapt to this task', text, actions: [] };
}

/** Another rule was chosen while one is trained here. */
export function runGoesOn(metaStep: number, answer: (end: boolean) => void): Notice {
  return {
    id: 'run',
    tone: 'info',
    title: 'A rule is being trained here',
    text: `Opening another ends its run, at meta-step ${metaStep} by now. The rule so far is kept in this browser.`,
    actions: [
      { label: 'Keep training', run: () => answer(false) },
      { label: 'End the run and open the other', run: () => answer(true) },
    ],
  };
}

export function trainingRefused(why: string): Notice {
  const text = `${sentence(why)} The rule is as it was.`;
  return { id: 'training', tone: 'bad', title: 'Training could not start', text, actions: [] };
}

export function notSaved(why: string): Notice {
  return { id: 'save', tone: 'bad', title: 'The rule could not be saved', text: sentence(why), actions: [] };
}

export function notExported(why: string): Notice {
  return { id: 'export', tone: 'bad', title: 'Nothing was exported', text: sentence(why), actions: [] };
}

export function notLoaded(why: string): Notice {
  const text = `${sentence(why)} Reload the page; the link in the address bar brings everything back.`;
  return { id: 'load', tone: 'bad', title: 'A part of the page could not be loaded', text, actions: [] };
}

export function notRemoved(why: string): Notice {
  return { id: 'save', tone: 'bad', title: 'The rule could not be deleted', text: sentence(why), actions: [] };
}

export function noCopyKept(why: string, actions: readonly NoticeAction[] = []): Notice {
  return { id: 'autosave', tone: 'warn', title: 'No copy kept in this browser', text: sentence(why), actions };
}

export function workerFailed(error: SerialisedError, actions: readonly NoticeAction[]): Notice {
  const text = `${sentence(error.message)} What is on screen stays, and rules kept in this browser are safe.`;
  return { id: 'worker', tone: 'bad', title: 'The computation stopped', text, actions };
}

/** The worker ended and was started again; `from` is the meta-step an interrupted run goes on from. */
export function restarted(why: string, from: number | undefined): Notice {
  const run = from === undefined ? 'Nothing was lost.' : `Training goes on from meta-step ${from}.`;
  const title = 'The computation was started again';
  return { id: 'worker', tone: 'warn', title, text: `${sentence(why)} ${run}`, actions: [] };
}

export function told(words: string): Notice {
  return { id: 'told', tone: 'info', title: sentence(words), text: '', actions: [] };
}

/** The kernels of the backend cannot train this: said once for a run. */
export function stockInstead(why: string): Notice {
  return {
    id: 'stock',
    tone: 'warn',
    title: 'Training with stock operations, which is slower',
    text: sentence(why),
    actions: [],
  };
}

export function noCheckpoint(message: string): Notice {
  const text = `${sentence(message)} The rule in use is unchanged.`;
  return { id: 'training', tone: 'warn', title: 'That checkpoint could not be read', text, actions: [] };
}

/** With a capital first letter and a full stop at the end. */
export function sentence(text: string): string {
  const begun = capital(text.trim());
  return begun === '' || /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

export function newVersion(update: () => void): Notice {
  return {
    id: 'version',
    tone: 'info',
    title: 'A newer version of the lab is here',
    text: 'It takes over when the page is loaded again.',
    actions: [{ label: 'Load it', run: update }],
  };
}
