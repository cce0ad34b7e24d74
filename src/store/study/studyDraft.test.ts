import { expect, it } from 'vitest';

import { cells, study } from '../../study/testing/sampleStudy.ts';
import { parseStudy } from '../../study/study.ts';
import { draftFields, draftOf, FIRST_DRAFT, studyOf } from './studyDraft.ts';

it('reads back what it writes, and what is typed as people type it', () => {
  expect(studyOf(draftOf(study))).toEqual({ ok: true, value: study });
  const typed = studyOf({
    ...FIRST_DRAFT,
    axes: [{ field: 'rule.learnerHidden', values: '[4,4], [8, 8]' }],
    set: [{ field: 'rule.sharing', values: ' rules ' }],
    seeds: '1, 3-5',
  });
  expect(typed).toMatchObject({
    value: {
      axes: {
        'rule.learnerHidden': [
          [4, 4],
          [8, 8],
        ],
      },
      set: { 'rule.sharing': 'rules' },
      seeds: [1, 3, 4, 5],
      budget: { metaSteps: 200 },
    },
  });
  expect(parseStudy(typed.ok && typed.value).ok).toBe(true);
  expect(cells).toHaveLength(8);
  expect(draftFields('2x10')).toContain('rule.messageSize');
});

it.each([
  [{ seeds: '1, 1' }, 'seeds', 'allowed: each once'],
  [{ seeds: 'one' }, 'seeds', 'allowed: a whole number'],
  [{ name: ' ' }, 'name', 'name is empty'],
  [{ length: '' }, 'length', 'allowed: a whole number from 1'],
  [{ tasks: '0' }, 'tasks', 'allowed: a whole number from 1'],
  [{ steps: '1e9' }, 'steps', 'allowed: a whole number from 1'],
  [{ axes: [{ field: 'rule.messageSize', values: '' }] }, 'axes.0', 'rule.messageSize'],
  [{ axes: [...FIRST_DRAFT.axes, { field: 'rule.sharing', values: 'none, all' }] }, 'axes.1', 'rule.sharing'],
  [{ axes: [...FIRST_DRAFT.axes, ...FIRST_DRAFT.axes] }, 'axes.1', 'stands above already'],
  [{ set: [{ field: 'rule.messageSize', values: '4' }] }, 'axes.0', 'in another place'],
] as const)('refuses %o at its field', (change, where, words) => {
  const read = studyOf({ ...FIRST_DRAFT, ...change });
  expect(read).toMatchObject({ ok: false, failure: { where } });
  expect(read.ok ? '' : read.failure.message).toContain(words);
});
