// The paper's three claims about ablations, each with a verdict from a study's numbers.

import { compare, type Question } from './analysis.ts';
import type { StudyData } from './data.ts';
import type { Cell } from './study.ts';
import { factorText } from './words.ts';

/** Ends are comparable where the whole interval of their factor lies within this factor of 1. */
export const COMPARABLE = 1.5;

export type Verdict = 'holds' | 'does not hold' | 'cannot tell';

/** A part of a claim, and the comparison it stands on. */
export interface Finding {
  readonly says: string;
  readonly question: Question;
  readonly verdict: Verdict;
}

export interface Claim {
  readonly claim: string;
  readonly findings: readonly Finding[];
}

/** Whether b is lower than a. */
function lower({ differs, factor }: Question): Verdict {
  if (!differs) return 'cannot tell';
  return factor < 1 ? 'holds' : 'does not hold';
}

function comparable({ seeds, interval: { low, high } }: Question): Verdict {
  if (seeds < 2) return 'cannot tell';
  if (low >= 1 / COMPARABLE && high <= COMPARABLE) return 'holds';
  return high < 1 / COMPARABLE || low > COMPARABLE ? 'does not hold' : 'cannot tell';
}

/** The numbers of a finding in words. */
export function findingText({ question }: Finding): string {
  const { factor, interval, seeds, needed, differs } = question;
  if (seeds < 2) return `${seeds} seed${seeds === 1 ? '' : 's'}: no interval`;
  const more = differs || needed === undefined ? '' : `; ${Math.max(1, needed - seeds)} more seeds would tell it`;
  return `times ${factorText(factor)} (${factorText(interval.low)} to ${factorText(interval.high)}), N ${seeds}${more}`;
}

/** The claims, as far as the study varies what they speak of. */
export function claimsOf(data: StudyData, cells: readonly Cell[]): readonly Claim[] {
  const { axes } = data.study;
  const has = (field: string, ...values: readonly unknown[]) =>
    values.every((value) => axes[field]?.includes(value) === true);
  const ask = (field: string, a: unknown, b: unknown, measure: Question['measure']) =>
    compare(data, cells, { field, a, b, measure });
  const finding = (says: string, question: Question, judge: (question: Question) => Verdict): Finding => ({
    ...{ says, question, verdict: judge(question) },
  });
  const size = 'rule.messageSize';
  const sharing = 'rule.sharing';
  return [
    ...(has(size, 1, 8)
      ? [
          {
            claim: 'Larger messages converge faster and end better',
            findings: [
              finding('8 channels are lower along the training than 1', ask(size, 1, 8, 'along'), lower),
              finding('8 channels end lower than 1', ask(size, 1, 8, 'end'), lower),
            ],
          },
        ]
      : []),
    ...(has(sharing, 'none', 'rules')
      ? [
          {
            claim: 'Rules of their own for every layer converge faster than shared ones',
            findings: [
              finding('own rules are lower along the training', ask(sharing, 'rules', 'none', 'along'), lower),
            ],
          },
          {
            claim: 'Own and shared rules end comparably',
            findings: [
              finding(
                `own rules against shared: within a factor of ${COMPARABLE}`,
                ask(sharing, 'rules', 'none', 'end'),
                comparable,
              ),
            ],
          },
        ]
      : []),
  ];
}
