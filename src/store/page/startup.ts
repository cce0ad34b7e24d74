// Opening the page: link, shipped rules, a cached episode painted at once, then the real one.

import { parseManifest } from '../../checkpoints/shipped.ts';
import type { ShippedManifest, ShippedRule } from '../../checkpoints/types.ts';
import { decodeEpisode } from '../../record/episode.ts';
import { layoutOf } from '../../experiment/layout.ts';
import type { LabLink } from '../../link/link.ts';
import { probedSpec } from '../../experiment/otherNetwork.ts';
import { PRESETS } from '../../experiment/presets.ts';
import { applyAsked, applyPlace, type Address } from './address.ts';
import { messageOf, type LabContext, type PageEnvironment } from '../context.ts';
import { shippedRule, specOfShipped } from '../experiment/experiment.ts';
import type { RuleKey } from '../experiment/ruleKey.ts';
import type { ExperimentController } from '../experiment/experimentController.ts';
import { notify, patch } from '../labStore.ts';
import { tellOfLink } from './linkLeftOut.ts';
import { badLink, noShippedRules } from './notices.ts';
import {
  choiceOfKey,
  choiceOfLink,
  defaultProbe,
  fetchShipped,
  freshChoice,
  isDefaultProbe,
  keptRule,
  type RuleChoice,
} from '../experiment/ruleChoice.ts';

/** What a machine that is never idle waits for its first figure. */
const DRAWN_MS = 1000;

function readLink({ store }: LabContext, address: Address): LabLink | undefined {
  const link = address.read();
  if (link.ok) return link.value;
  notify(store, badLink(link.failure.message, 'The lab opens as it does without a link.'));
  return undefined;
}

async function readManifest({ store, page }: LabContext): Promise<ShippedManifest> {
  try {
    const text = new TextDecoder().decode(await fetchShipped(page, 'manifest.json'));
    // A development server answers a missing file with the page itself.
    if (text.startsWith('<')) throw new Error('no list of rules lies beside the page');
    const manifest = parseManifest(JSON.parse(text));
    if (manifest.ok) return manifest.value;
    throw new Error(`${manifest.failure.where}: ${manifest.failure.message}`);
  } catch (error) {
    notify(store, noShippedRules(messageOf(error)));
    return { rules: [] };
  }
}

/** Paint the episode that ships with a rule, unless the worker was faster. */
async function paintCached(context: LabContext, rule: ShippedRule, experiment: ExperimentController): Promise<void> {
  const { store, page } = context;
  if (rule.episode === undefined) return;
  const decoded = decodeEpisode(await fetchShipped(page, rule.episode));
  if (!decoded.ok || store.getState().experiment.record !== undefined) return;
  const { spec, metaStep, probe } = decoded.value.header;
  if (!isDefaultProbe(probe, spec)) return;
  if (store.getState().experiment.rule === undefined) {
    const info = { label: rule.title, shippedId: rule.id, spec, metaSteps: metaStep, parameters: layoutOf(spec).size };
    patch(store, 'experiment', { rule: info, ruleKey: { kind: 'shipped', id: rule.id } });
  }
  experiment.receive(decoded.value);
}

/** What is being done while nothing is on show. */
function showLoading({ store }: LabContext, choice: RuleChoice, rule: ShippedRule | undefined): void {
  const what = rule === undefined ? 'Setting up an untrained rule.' : `Reading the rule ${rule.title}.`;
  const words = choice.kind === 'shipped' ? `${what} The figures appear as soon as it is in.` : what;
  patch(store, 'session', { loading: { words, share: 0.35 } });
}

/** After a reload: a rule that only this browser has, as it was last kept here. */
async function ownRule({ page }: LabContext, key: RuleKey): Promise<RuleChoice | undefined> {
  const choice = choiceOfKey(key);
  if (choice?.kind === 'kept')
    return keptRule(page, choice.id, choice.metaStep).then(
      () => choice,
      () => undefined,
    );
  if (key.kind !== 'run' && key.kind !== 'saved') return undefined;
  const kept = await page.shelf.list().catch(() => []);
  return kept.some(({ id }) => id === key.id) ? choice : undefined;
}

/** Until the page has drawn what it was given and has nothing else to do. */
function drawn({ window }: PageEnvironment): Promise<void> {
  return new Promise((resolve) => {
    const next = () => setTimeout(resolve);
    if ('requestIdleCallback' in window) window.requestIdleCallback(next, { timeout: DRAWN_MS });
    else next();
  });
}

/** @param startWorker called once the first figure is on screen: two cores are to draw it before they compute. */
export async function openLab(
  context: LabContext,
  address: Address,
  experiment: ExperimentController,
  startWorker: () => void,
): Promise<void> {
  const { store } = context;
  const link = readLink(context, address);
  const manifest = await readManifest(context);
  const own = await ownRule(context, address.rule());
  const choice = own ?? choiceOfLink(link, manifest);
  const rule = choice.kind === 'shipped' ? shippedRule(manifest, choice.id) : undefined;
  const preset = rule?.preset ?? '2x10';
  const known = rule === undefined ? PRESETS[preset].spec : specOfShipped(rule);
  const spec = choice.kind === 'fresh' ? choice.spec : known;
  const probe = link?.probe ?? defaultProbe(spec);
  patch(store, 'experiment', { manifest, probe });
  showLoading(context, choice, rule);
  if (link !== undefined) applyPlace(context, link, probedSpec(spec, probe));
  const cached = rule !== undefined && isDefaultProbe(probe, spec);
  // The worker's own episode follows in any case, so a missing cached one costs only the head start.
  if (cached) {
    await paintCached(context, rule, experiment).catch((error: unknown) => console.warn(messageOf(error)));
    await drawn(context.page);
  }
  startWorker();
  await experiment.choose(choice, { probe, instead: freshChoice(preset) });
  if (link === undefined) return;
  tellOfLink(context, link, own !== undefined);
  applyAsked(context, link);
  address.settle();
}
