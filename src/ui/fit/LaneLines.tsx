import type { DrawnLane } from '../../viz/fit/laneStyle.ts';

/** Other learners' lines, each in its own look. */
export function LaneLines({
  lanes,
  path,
}: {
  readonly lanes: readonly DrawnLane[];
  /** Of an SVG path. */
  readonly path: (lane: DrawnLane) => string;
}) {
  return lanes.map((lane) => (
    <path key={lane.id} className="fig-lane" d={path(lane)} stroke={lane.colour} strokeDasharray={lane.dash} />
  ));
}
