// What the page says of other learners over 1,000 tasks, against the files the figures come from.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { decodeCheckpoint } from '../../checkpoints/format.ts';
import { parseManifest } from '../../checkpoints/shipped.ts';
import { parseBaselines } from '../../record/baselinesFile.ts';
import { INITIAL_LANES, laneKey } from '../../store/fit/lanes.ts';
import { lossText } from '../../viz/common/format.ts';
import { rankedLanes } from '../../viz/fit/laneRanks.ts';
import { drawnLanes } from './LaneChips.tsx';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url));

function valueOf<T>(result: { ok: true; value: T } | { ok: false; failure: { message: string } }): T {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

const { reports } = valueOf(parseBaselines(JSON.parse(read('docs/baselines.json').toString())));
const manifest = valueOf(parseManifest(JSON.parse(read('public/checkpoints/manifest.json').toString())));

/** The page's rows beside a shipped rule, with Meta-SGD on show. */
function said(id: string, step: number) {
  const rule = manifest.rules.find((each) => each.id === id)!;
  const { spec } = valueOf(decodeCheckpoint(new Uint8Array(read(`public/checkpoints/${rule.file}`)).buffer));
  const probe = { taskSeed: 0, networkSeed: 0, steps: step };
  const chosen = { ...INITIAL_LANES, chosen: ['metaSgd' as const], reports };
  const lanes = [{ id: 'metaSgd', losses: [], predictions: [] }];
  const adapted = { key: laneKey(chosen, spec, probe), lanes, stepMs: { metaSgd: 0.02 } };
  const record = { header: { spec, probe } } as never;
  const drawn = drawnLanes({ lanes: { ...chosen, adapted }, experiment: { record, manifest } });
  return rankedLanes({ name: rule.title, losses: [], measured: rule.evaluation }, drawn, spec, step);
}

const measured = (preset: string, step: number) => {
  const report = reports.find((each) => each.preset === preset)!;
  return lossText(report.methods.find(({ id }) => id === 'metaSgd')!.evaluation.meanLoss[step]!);
};

describe('what is said of baselines over the tasks of the evaluation', () => {
  it.each([
    ['learned-prior-2x10', '2x10', 2, 'own'],
    ['steady-2x10', '2x10', 2, 'own'],
    ['ablation-stateless-own-m8', '2x10', 2, 'metaSgd'],
    ['sinusoid-5x10', '5x10', 5, 'metaSgd'],
    ['boundary-10x10', 'boundary', 10, 'metaSgd'],
    ['prior-boundary', 'boundary', 10, 'own'],
  ])('%s is held against the report of %s', (id, preset, step, best) => {
    const rows = said(id, step);
    expect(lossText(rows.find((row) => row.id === 'metaSgd')!.measured!)).toBe(measured(preset, step));
    expect(rows.filter((row) => row.best).map((row) => row.id)).toEqual([best]);
  });
});
