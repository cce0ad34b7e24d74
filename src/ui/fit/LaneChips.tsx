import { startOfShipped } from '../../checkpoints/types.ts';
import { startIn } from '../../experiment/presets.ts';
import { LANE_IDS, type LaneId } from '../../record/lanes.ts';
import { methodOf, reportFor, rivalsOf, laneKey } from '../../store/fit/lanes.ts';
import { shippedRule, type ExperimentSlice } from '../../store/experiment/experiment.ts';
import type { LabState } from '../../store/labStore.ts';
import type { OwnLane } from '../../viz/fit/laneRanks.ts';
import { LANE_LOOKS, LANE_NAMES, toldFrom, type DrawnLane, type Measured } from '../../viz/fit/laneStyle.ts';
import { useLab, useLabState } from '../LabContext.tsx';

/** The lanes adapted to what is on screen, with their looks; none while they are being adapted. */
export function drawnLanes({
  lanes,
  experiment,
}: Pick<LabState, 'lanes'> & {
  readonly experiment: Pick<ExperimentSlice, 'record' | 'manifest'>;
}): readonly DrawnLane[] {
  const { record, manifest } = experiment;
  if (record === undefined || lanes.adapted === undefined) return [];
  const { spec, probe } = record.header;
  if (lanes.adapted.key !== laneKey(lanes, spec, probe)) return [];
  const found = reportFor(lanes.reports, spec);
  const { stepMs } = lanes.adapted;
  return lanes.adapted.lanes.flatMap((adapted): DrawnLane[] => {
    const lane = { ...adapted, stepMs: stepMs[adapted.id] };
    const look = LANE_LOOKS[lane.id];
    if (look === undefined) return [];
    if (lane.id === 'intact') {
      const start = startIn(spec);
      return [
        {
          ...lane,
          ...look,
          name: 'Intact',
          label: 'intact',
          start,
          measured: measuredOf(experiment, record.header.ruleId),
        },
      ];
    }
    const id = LANE_IDS.find((each) => each === lane.id);
    if (id === undefined) {
      const rule = shippedRule(manifest, lanes.rival);
      const start = rule === undefined ? 'random' : startOfShipped(rule);
      const name = rule?.title ?? 'Another rule';
      const inUse = shippedRule(manifest, record.header.ruleId)?.title ?? '';
      return [
        { ...lane, ...look, name, label: toldFrom(name, inUse), start, measured: measuredOf(experiment, rule?.id) },
      ];
    }
    const method = methodOf(found?.report, id, spec);
    if (method === undefined || found === undefined) return [];
    const { tasks, seed, trainedSteps } = found.report;
    const measured: Measured | undefined = found.fits
      ? { meanLoss: method.evaluation.meanLoss, tasks, seed }
      : undefined;
    const { start } = method;
    const owner = start.kind === 'learned' && start.from !== record.header.ruleId ? start.from : undefined;
    return [
      {
        ...{ ...lane, ...look, name: LANE_NAMES[id], start: start.kind, measured, tunedFor: trainedSteps },
        startOf: shippedRule(manifest, owner)?.title,
      },
    ];
  });
}

/** A shipped rule's evaluation, where the network on show is the one it was taken on. */
export function measuredOf(
  { record, manifest }: Pick<ExperimentSlice, 'record' | 'manifest'>,
  id: string | undefined,
): Measured | undefined {
  return record?.header.probe.layers === undefined ? shippedRule(manifest, id)?.evaluation : undefined;
}

/** The rule in use beside the lanes. @param losses [steps + 1] of its adaptation on show. */
export function ownLane(
  experiment: Pick<ExperimentSlice, 'record' | 'manifest' | 'rule'>,
  losses: readonly number[],
  stepMs?: number,
): OwnLane {
  const { rule, record } = experiment;
  const changed = record?.header.probe.interventions !== undefined;
  const measured = changed ? undefined : measuredOf(experiment, rule?.shippedId);
  return { stepMs, name: rule?.label ?? 'The rule', losses, measured, changed };
}

function Chip({ id }: { readonly id: LaneId }) {
  const lab = useLab();
  const chosen = useLabState((s) => s.lanes.chosen.includes(id));
  const start = useLabState(({ lanes, experiment: { record } }) =>
    record === undefined || lanes.reports === undefined
      ? undefined
      : (methodOf(reportFor(lanes.reports, record.header.spec)?.report, id, record.header.spec)?.start.kind ?? 'none'),
  );
  const look = LANE_LOOKS[id];
  const words = start === undefined ? '' : start === 'none' ? ', not measured for this network' : `, ${start} start`;
  return (
    <button
      type="button"
      className="fig-chip"
      aria-pressed={chosen}
      disabled={start === 'none'}
      title={`${LANE_NAMES[id]}${words}: on the same task and batches`}
      onClick={() => lab.lanes.toggle(id)}
    >
      <svg width="18" height="8" aria-hidden="true">
        <line x1="0" x2="18" y1="4" y2="4" stroke={look?.colour} strokeDasharray={look?.dash} strokeWidth="2" />
      </svg>
      {LANE_NAMES[id]}
    </button>
  );
}

/** Which other learners are drawn beside the rule in use. */
export function LaneChips() {
  const lab = useLab();
  const rival = useLabState((s) => s.lanes.rival);
  const record = useLabState((s) => s.experiment.record);
  const manifest = useLabState((s) => s.experiment.manifest);
  const shippedId = useLabState((s) => s.experiment.rule?.shippedId);
  if (record === undefined) return null;
  const rivals = rivalsOf(manifest, record.header.spec, shippedId);
  return (
    <div className="fig-chips" role="group" aria-label="Compare with">
      {LANE_IDS.map((id) => (
        <Chip key={id} id={id} />
      ))}
      {rivals.length > 0 && (
        <select
          className="fig-chip"
          aria-label="Another rule beside this one"
          value={rival ?? ''}
          onChange={({ target }) => lab.lanes.setRival(target.value === '' ? undefined : target.value)}
        >
          <option value="">vs rule…</option>
          {rivals.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
