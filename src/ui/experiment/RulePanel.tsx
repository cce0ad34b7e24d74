import { useState } from 'react';

import type { ShippedRule } from '../../checkpoints/types.ts';
import type { RuleInfo } from '../../protocol/messages.ts';
import { shippedRule } from '../../store/experiment/experiment.ts';
import type { RecipeSpec } from '../../experiment/types.ts';
import { fixed, grouped, lossText, plural } from '../../viz/common/format.ts';
import { OpenRuleButton } from '../page/OpenRuleButton.tsx';
import { useLab, useLabState } from '../LabContext.tsx';
import { Icon } from '../parts/Icon.tsx';
import { onDemand } from '../parts/onDemand.tsx';

const RulesSheet = onDemand(async () => (await import('../rules/RulesSheet.tsx')).RulesSheet);

/** The rule in use, by name; pressed, all there are. */
function RuleInUse() {
  const lab = useLab();
  const [open, setOpen] = useState(false);
  const label = useLabState((s) => s.experiment.rule?.label ?? 'No rule yet');
  return (
    <>
      <button
        type="button"
        className="select rule-in-use"
        aria-haspopup="dialog"
        aria-label={`Rule in use: ${label}`}
        onClick={() => setOpen(true)}
      >
        <span>{label}</span>
        <Icon name="down" />
      </button>
      {open && (
        <RulesSheet
          onClose={() => setOpen(false)}
          onWrite={() => {
            setOpen(false);
            lab.appearance.write();
          }}
        />
      )}
    </>
  );
}

/** How an evaluation was taken. */
function evaluationNote({ evaluation }: ShippedRule): string {
  const { tasks, backend, diverged } = evaluation;
  return `Mean of ${grouped(tasks)} fresh tasks, ${backend}; ${fixed(diverged, 0)} diverged.`;
}

/** What an evaluation found. */
function Evaluation({ rule }: { readonly rule: ShippedRule }) {
  const { evaluation } = rule;
  const horizon = evaluation.steps;
  const mean = evaluation.meanLoss[horizon];
  const median = evaluation.medianLoss[horizon];
  return (
    <>
      <div>
        <dt>Loss before learning</dt>
        <dd>{lossText(evaluation.meanLoss[0] ?? NaN)}</dd>
      </div>
      <div>
        <dt>{`Loss after step ${horizon}`}</dt>
        <dd>
          <b>{lossText(mean ?? NaN)}</b>
        </dd>
      </div>
      <div>
        <dt>Median</dt>
        <dd>{lossText(median ?? NaN)}</dd>
      </div>
    </>
  );
}

/** How many inner steps a training went through: `5 to 8 inner steps`. */
function horizonWords({ innerSteps, shortestHorizon }: RecipeSpec): string {
  const shortest = shortestHorizon || innerSteps;
  return shortest < innerSteps ? `${shortest} to ${innerSteps} inner steps` : plural(innerSteps, 'inner step');
}

/** Imported from the files of the paper's authors. */
function isReleased({ preset }: RuleInfo): boolean {
  return preset?.endsWith('-released') === true;
}

function Facts() {
  const rule = useLabState((s) => s.experiment.rule);
  const shipped = useLabState((s) => shippedRule(s.experiment.manifest, s.experiment.rule?.shippedId));
  const broken = useLabState((s) => s.session.broken);
  const at = useLabState((s) => s.training.at);
  if (rule === undefined) return <p className="note">{broken ? 'No rule is loaded.' : 'Reading the rule.'}</p>;
  const { formula } = rule.spec.rule;
  if (formula !== undefined)
    return (
      <>
        <pre className="rule-formula">{formula}</pre>
        <p className="note">Written by hand: nothing in it is learned.</p>
      </>
    );
  return (
    <>
      <dl className="facts">
        <div>
          <dt>Meta-steps</dt>
          <dd>
            {isReleased(rule) && rule.metaSteps === 0
              ? 'not in the file'
              : at === undefined
                ? grouped(rule.metaSteps)
                : `${grouped(at)}, of ${grouped(rule.metaSteps)}`}
          </dd>
        </div>
        <div>
          <dt>Trained for</dt>
          <dd>{horizonWords(rule.spec.recipe)}</dd>
        </div>
        <div>
          <dt>Learned numbers</dt>
          <dd>{grouped(rule.parameters)}</dd>
        </div>
        {shipped !== undefined && at === undefined && <Evaluation rule={shipped} />}
      </dl>
      {shipped !== undefined && at === undefined && <p className="note">{evaluationNote(shipped)}</p>}
      {isReleased(rule) && (
        <p className="note">
          Trained and released by the paper’s authors; read from their file, which is not part of the lab.
        </p>
      )}
      {(at ?? rule.metaSteps) === 0 && !isReleased(rule) && (
        <p className="note">Untrained: its agents speak, but have learned nothing yet.</p>
      )}
    </>
  );
}

/** How the agents behave: which rule, and what is known about it. */
export function RulePanel() {
  const lab = useLab();
  const ready = useLabState((s) => s.experiment.rule !== undefined && s.session.backend !== undefined);
  const written = useLabState((s) => s.experiment.rule?.spec.rule.formula !== undefined);
  return (
    <section className="section" aria-labelledby="rule-title">
      <h2 id="rule-title">
        Rule <small>how agents behave</small>
      </h2>
      <RuleInUse />
      <div className="rule-facts">
        <Facts />
      </div>
      <div className="buttons">
        <button type="button" className="btn" disabled={!ready} onClick={() => void lab.experiment.download()}>
          Save file
        </button>
        <OpenRuleButton words="Open file" />
        <button type="button" className="btn" disabled={!ready} onClick={() => lab.appearance.write()}>
          {written ? 'Edit the rule …' : 'Write a rule …'}
        </button>
      </div>
    </section>
  );
}
