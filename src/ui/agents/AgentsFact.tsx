import { useMemo } from 'react';
import { strongestFact, type Fact } from '../../viz/agents/facts.ts';
import { useLoaded } from '../parts/onDemand.tsx';
import type { AgentsFigureProps } from './agentsProps.ts';

type FactProps = Pick<AgentsFigureProps, 'record' | 'moment' | 'onGroup'>;

/** A fact in words; the bold part selects what it speaks of. */
function Told({
  fact: { what, more, group },
  onGroup,
}: {
  readonly fact: Fact;
  readonly onGroup: FactProps['onGroup'] | undefined;
}) {
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

/** What is most remarkable at this instant. */
export function AgentsFact({ record, moment, onGroup }: FactProps) {
  const fact = useMemo(() => strongestFact(record, moment), [record, moment]);
  return <Told fact={fact} onGroup={onGroup} />;
}

const load = async () => (await import('../../viz/agreement/agreementFact.ts')).agreementFact;

/** How the step stands to the gradient. */
export function AgreementFact({ record, moment, onGroup }: FactProps) {
  const fact = useLoaded(load)?.(record, moment.step);
  return fact === undefined ? (
    <p className="fig-fact">The gradients are being computed.</p>
  ) : (
    <Told fact={fact} onGroup={onGroup} />
  );
}
