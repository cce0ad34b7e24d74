import { useMemo } from 'react';

import { agentCount } from '../../experiment/layout.ts';
import { changeWords, pendingSettings } from '../../store/ablation/ablation.ts';
import { specInUse } from '../../store/experiment/experiment.ts';
import { familyOf } from '../../tasks/families.ts';
import { verdictOf } from '../../viz/fit/verdict.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { onDemand } from '../parts/onDemand.tsx';

const InForce = onDemand(async () => (await import('../touch/InForce.tsx')).InForce);

/** While another rule is read, the figures of the last one stay, dimmed. */
function Switching() {
  const switching = useLabState((s) => s.experiment.switching);
  return (
    <span className="switching" role="status">
      {switching && <span className="spinner" />}
      {switching && 'Setting up the rule'}
    </span>
  );
}

/** What stands there before the first adaptation. */
function Opening() {
  const agents = useLabState((s) => agentCount(specInUse(s.experiment)));
  const { taught } = useLabState((s) => familyOf(specInUse(s.experiment).task)).words;
  return <h1>{`${agents} small agents teach one net ${taught}`}</h1>;
}

/** Settings are chosen that no rule was trained with: the figures, dimmed, are of another. */
function Untrained() {
  const lab = useLab();
  const spec = useLabState((s) => specInUse(s.experiment));
  const label = useLabState((s) => s.experiment.rule?.label ?? 'the rule before');
  const asked = useLabState((s) => s.ablation.asked);
  if (asked === undefined) return null;
  return (
    <>
      <h1>No rule was trained like this yet</h1>
      <p>{`${changeWords(spec.rule, asked).join('; ')}. The figures still show ${label}.`}</p>
      <button type="button" className="btn btn-primary" onClick={() => lab.ablation.offerTraining(asked)}>
        Train one
      </button>
    </>
  );
}

function Computed() {
  const record = useLabState((s) => s.experiment.record);
  const verdict = useMemo(() => record && verdictOf(record), [record]);
  if (verdict === undefined) return <Opening />;
  return (
    <>
      <h1>{verdict.title}</h1>
      <p>{verdict.more}</p>
    </>
  );
}

/** What came of the adaptation on show. */
export function Headline() {
  const pending = useLabState((s) => pendingSettings(s) !== undefined);
  const changed = useLabState((s) => s.experiment.probe.interventions !== undefined);
  return (
    <div className="headline">
      {pending ? <Untrained /> : <Computed />}
      {changed && <InForce />}
      <Switching />
    </div>
  );
}
