import type { EpisodeRecord } from '../../record/episode.ts';
import type { AgentRef, Moment } from '../../record/moment.ts';
import { groupOf, loudestChannel, meanRow, messageOut, parameterOf, updateOf } from '../../viz/agents/agentData.ts';
import { agentName, agentTitle } from '../../viz/agents/agentNames.ts';
import { statesOf } from '../../viz/agents/agentStates.ts';
import { divergingColour } from '../../viz/common/colour.ts';
import type { Theme } from '../../viz/common/palette.ts';
import { fixed, lossText, signed } from '../../viz/common/format.ts';
import { batchLoss } from '../../viz/agents/networkFrame.ts';
import { edgeColumnOf, rowY, type NetworkLayout, type NetworkView } from '../../viz/agents/networkLayout.ts';
import type { Point } from '../../viz/agents/curves.ts';
import { agentPlace } from '../../viz/agents/networkPlace.ts';
import { useChannelNames } from '../parts/channelNames.ts';
import { hasSpoken } from '../../viz/clocks/turns.ts';

export interface AgentTooltipProps {
  readonly record: EpisodeRecord;
  readonly moment: Moment;
  readonly theme: Theme;
  readonly layout: NetworkLayout;
  readonly view: NetworkView;
  readonly agent: AgentRef;
  /** Where the pointer met the agent; without it the agent's own place. */
  readonly anchor: Point | undefined;
}

/** What is known of an agent at a moment, as pairs of name and value. */
export function agentFacts(record: EpisodeRecord, moment: Moment, agent: AgentRef): (readonly [string, string])[] {
  const group = groupOf(record.header.spec, agent.group);
  const spoken = hasSpoken(record.header.spec, moment, agent.group);
  const facts: (readonly [string, string])[] = [];
  const value = parameterOf(record, agent, moment.step);
  const change = updateOf(record, agent, moment.step);
  const letter = group?.kind === 'weight' ? 'w' : 'b';
  if (value !== undefined) facts.push([letter, fixed(value, 4)]);
  if (change !== undefined) facts.push([`Δ${letter}`, spoken ? signed(change, 4) : 'not yet']);
  if (group?.kind === 'activation' || group?.kind === 'softmax') {
    const states = statesOf(record, agent, moment.step);
    if (states !== undefined) {
      const on = Array.from({ length: states.rows }, (_, b) => states.data[b * states.columns] ?? 0).filter(
        (x) => x > 0,
      ).length;
      facts.push(['above zero', `${on} of ${states.rows} points`]);
    }
  }
  if (group?.kind === 'loss') facts.push(['loss', lossText(batchLoss(record, moment.step) ?? NaN)]);
  return facts;
}

function Strip({ values, theme }: { readonly values: Float32Array; readonly theme: Theme }) {
  return (
    <span className="fig-tip-strip" aria-hidden="true">
      {Array.from(values, (value, c) => (
        <i key={c} style={{ background: divergingColour(theme, value) }} />
      ))}
    </span>
  );
}

/** `loudest, 6: 52 % the error`; undefined where channels have no names. */
function loudestName(mean: Float32Array, named: (channel: number) => string | undefined): string | undefined {
  const channel = loudestChannel(mean);
  const name = named(channel);
  return name && `loudest, ${channel + 1}: ${name}`;
}

const WIDTH = 168;
const HEIGHT = 122;
const GAP = 12;

/** Whether a weight's curve runs downwards from left to right; undefined for level curves and units. */
function fallsRight(layout: NetworkLayout, agent: AgentRef): boolean | undefined {
  const edge = edgeColumnOf(layout, agent);
  if (edge === undefined) return undefined;
  const rise = rowY(edge.to, agent.unit[1] ?? 0) - rowY(edge.from, agent.unit[0] ?? 0);
  return Math.abs(rise) < 20 ? undefined : rise > 0;
}

/** The side of a point on which the tooltip fits and, if it can be, leaves the curve free. */
function corner(
  layout: NetworkLayout,
  place: Point,
  falls: boolean | undefined,
): { readonly right: boolean; readonly below: boolean } {
  const right = place.x + GAP + WIDTH < layout.width - 4;
  const [roomAbove, roomBelow] = [place.y > HEIGHT + GAP, place.y < layout.height - HEIGHT - GAP];
  const leftToo = place.x - GAP - WIDTH > 4;
  const below = place.y < layout.height * 0.55;
  if (falls === undefined) return { right, below };
  // A falling curve leaves the upper right and the lower left free, a rising one the other two corners.
  if (right && (falls ? roomAbove : roomBelow)) return { right: true, below: !falls };
  if (leftToo && (falls ? roomBelow : roomAbove)) return { right: false, below: falls };
  return { right, below };
}

/** Name, value, change and message of the agent under the pointer. */
export function AgentTooltip({ record, moment, theme, layout, view, agent, anchor }: AgentTooltipProps) {
  const { spec } = record.header;
  const named = useChannelNames();
  const place = anchor ?? agentPlace(layout, view, agent);
  if (place === undefined) return null;
  const message = hasSpoken(spec, moment, agent.group) ? messageOut(record, agent, moment.step) : undefined;
  const mean = message && meanRow(message);
  const loudest = mean && loudestName(mean, (channel) => named(agent.group, channel));
  const { right, below } = corner(layout, place, fallsRight(layout, agent));
  const left = Math.max(4, right ? place.x + GAP : place.x - GAP - WIDTH);
  const style = below ? { left, top: place.y + GAP } : { left, bottom: layout.height - place.y + GAP };
  return (
    <div className="fig-tip" style={{ ...style, width: WIDTH }} aria-hidden="true">
      <b>{agentName(spec, agent)}</b> <small>{agentTitle(spec, agent)}</small>
      <dl>
        {agentFacts(record, moment, agent).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {mean !== undefined && <Strip values={mean} theme={theme} />}
      {loudest !== undefined && <small>{loudest}</small>}
      {message === undefined && <small>has not spoken in this step</small>}
    </div>
  );
}
