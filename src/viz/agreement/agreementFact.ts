// Is it gradient descent? What a record with true gradients says of one inner step, in words.

import { agentsIn } from '../../experiment/layout.ts';
import { updateAgreement, type Cosine, type UpdateAgreement } from '../../record/agreement.ts';
import type { EpisodeRecord } from '../../record/episode.ts';
import { groupsOf } from '../agents/agentData.ts';
import { groupTitle } from '../agents/agentNames.ts';
import type { Fact } from '../agents/facts.ts';
import { endText, rateText, signed } from '../common/format.ts';

/** `+.04`; a dash where one of the vectors is zero. */
export function cosineText(cosine: Cosine | undefined, decimals = 2): string {
  return cosine === null || cosine === undefined ? '–' : signed(cosine, decimals);
}

/** How many times as long as the gradient an update is: `104`, `2.4`, `.10`; a dash where the gradient is zero. */
export function timesText({ update, gradient }: UpdateAgreement): string {
  if (gradient === 0) return '–';
  const times = update / gradient;
  return times >= 1 ? rateText(times) : endText(times);
}

/** From here on a vector goes the way of another rather than across it. */
const CLEARLY = 0.5;
/** Closer to 1 than float32 and three decimals can tell. */
const EXACTLY = 0.9995;
/** Rounds to 0 in the digits shown. */
const ACROSS = 0.005;

function directionWords(cosine: number): string {
  if (cosine >= EXACTLY) return 'is gradient descent';
  if (cosine >= CLEARLY) return 'goes downhill';
  if (Math.abs(cosine) < ACROSS) return 'goes neither downhill nor uphill';
  if (cosine > 0) return 'leans downhill a little';
  if (cosine > -CLEARLY) return 'leans uphill';
  return 'goes uphill';
}

/** Below this cosine a group of agents counts as going uphill. */
const UPHILL = -0.05;

/** The whole update beside the negative gradient, and the group that goes uphill most; undefined without gradients. */
export function agreementFact(record: EpisodeRecord, step: number): Fact | undefined {
  const { spec } = record.header;
  const found = updateAgreement(record, step);
  const all = found.get('all');
  if (all === undefined) return undefined;
  const { cosine } = all;
  if (cosine === null) {
    const still = all.update === 0 ? 'Nothing moves' : 'There is no gradient to compare with';
    return { what: `${still} in step ${step}`, more: ', so there is no direction.', strength: 1 };
  }
  const whole = `whole change ${directionWords(cosine)}`;
  const length = `${timesText(all)} times as long as the gradient`;
  const against = `cosine ${cosineText(cosine)} with the negative gradient`;
  const uphill = groupsOf(spec)
    .flatMap((group) => {
      const own = found.get(group.id)?.cosine;
      // One number goes one way or the other: that says little.
      if (agentsIn(group) === 1) return [];
      return own !== undefined && own !== null && own < UPHILL ? [{ group, own }] : [];
    })
    .sort((a, b) => a.own - b.own)[0];
  if (uphill === undefined)
    return { what: `In step ${step} the ${whole}`, more: `: ${against}, and ${length}.`, strength: 1 };
  return {
    what: `In step ${step} the ${groupTitle(spec, uphill.group)} ${uphill.own > -CLEARLY ? 'lean' : 'go'} uphill`,
    more: `, cosine ${cosineText(uphill.own)}. The ${whole}: ${against}, and ${length}.`,
    group: uphill.group.id,
    strength: 1,
  };
}
