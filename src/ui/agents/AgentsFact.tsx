import { useMemo } from 'react';
import { strongestFact } from '../../viz/agents/facts.ts';
import type { AgentsFigureProps } from './agentsProps.ts';

/** What is most remarkable at this instant; the bold part selects what it speaks of. */
export function AgentsFact({ record, moment, onGroup }: Pick<AgentsFigureProps, 'record' | 'moment' | 'onGroup'>) {
  const { what, more, group } = useMemo(() => strongestFact(record, moment), [record, moment]);
  return (
    <p className="fig-fact" data-testid="agents-fact">
      {group === undefined || onGroup === undefined ? (
        <b>{what}</b>
      ) : (
        <button type="button" title="Read all of them together" onClick={() => onGroup(group)}>
          {what}
        </button>
      )}
      {more}
    </p>
  );
}
