import type { AgentRef } from '../../record/moment.ts';
import { pathStrokes } from '../../viz/agents/pathStrokes.ts';
import type { NetworkLayout, NetworkView } from '../../viz/agents/networkLayout.ts';

export interface AgentsPathProps {
  readonly layout: NetworkLayout;
  readonly view: NetworkView;
  readonly path: readonly AgentRef[];
}

/** The way from the loss to an agent as one line, with an arrow head where a message arrives. */
export function AgentsPath({ layout, view, path }: AgentsPathProps) {
  const { lines, heads } = pathStrokes(layout, view, path);
  return (
    <g className="fig-path" data-testid="agents-path-line">
      {lines.map((d, at) => (
        <path key={at} d={d} />
      ))}
      {heads.map(({ x, y }, at) => (
        <path key={`head${at}`} className="fig-path-head" d={`M${x + 7} ${y - 4.5}L${x} ${y}L${x + 7} ${y + 4.5}Z`} />
      ))}
    </g>
  );
}
