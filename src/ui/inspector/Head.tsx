import { agentsIn } from '../../experiment/layout.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import type { OnRequest } from '../../record/agentChannel.ts';
import type { AgentRef } from '../../record/moment.ts';
import { groupOf } from '../../viz/agents/agentData.ts';
import { agentName, agentTitle, groupTitle } from '../../viz/agents/agentNames.ts';
import { sameAgent } from '../../viz/agents/sameAgent.ts';

/** What the reader can do about the selection; without it the head has no buttons. */
export interface InspectorActions {
  readonly onSelect: (ref: AgentRef | undefined) => void;
  readonly onCompare: () => void;
  readonly onSwap: () => void;
  readonly onWhole: () => void;
  readonly onOpen: () => void;
  /** A part of the record is needed, until what is returned is called. */
  readonly onNeed?: (part: OnRequest) => () => void;
}

export interface HeadProps {
  readonly spec: ExperimentSpec;
  readonly selection: AgentRef;
  readonly pinned: AgentRef | undefined;
  /** The whole group is on show. */
  readonly whole: boolean;
  readonly actions: InspectorActions | undefined;
}

/** The agent to compare with, or how to choose the other one. */
function PinnedBar({ spec, selection, pinned, actions }: HeadProps & { readonly pinned: AgentRef }) {
  const waiting = sameAgent(selection, pinned);
  return (
    <p className="insp-pinned" aria-live="polite">
      <span className="insp-chip insp-chip-pinned">{agentName(spec, pinned)}</span>
      <span>{waiting ? 'pinned: select another agent' : agentTitle(spec, pinned)}</span>
      {!waiting && (
        <button type="button" className="fig-button" onClick={actions?.onSwap}>
          Swap
        </button>
      )}
      <button type="button" className="fig-button" onClick={actions?.onCompare}>
        Unpin
      </button>
    </p>
  );
}

/** Who is on show, and the ways to another reading: all of the layer, or two agents side by side. */
export function Head(props: HeadProps) {
  const { spec, selection, pinned, whole, actions } = props;
  const group = groupOf(spec, selection.group);
  const many = group !== undefined && agentsIn(group) > 1;
  const name = agentName(spec, selection);
  return (
    <>
      <header className="insp-head">
        <span className="insp-chip">{whole ? 'all' : name}</span>
        <h2>{whole && group !== undefined ? groupTitle(spec, group) : agentTitle(spec, selection)}</h2>
      </header>
      {actions !== undefined && (
        <div className="insp-nav">
          {many && (
            <button
              type="button"
              className="fig-button"
              title={whole ? 'Back to the one agent (A)' : 'All agents of this kind in this layer together (A)'}
              onClick={actions.onWhole}
            >
              {whole ? `Back to ${name}` : `All of ${groupTitle(spec, group)}`}
            </button>
          )}
          {!whole && pinned === undefined && (
            <button
              type="button"
              className="fig-button"
              title="Pin this agent and compare it with the next one selected (C, or Shift and click another)"
              onClick={actions.onCompare}
            >
              Compare
            </button>
          )}
        </div>
      )}
      {pinned !== undefined && !whole && <PinnedBar {...props} pinned={pinned} />}
    </>
  );
}
