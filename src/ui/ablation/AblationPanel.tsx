import { useState } from 'react';

import {
  ALTERNATIVES,
  changedSettings,
  changeWords,
  matchingRule,
  nearestRule,
  pendingSettings,
  SETTING_NAMES,
  valueWords,
  type Setting,
} from '../../store/ablation/ablation.ts';
import { shippedRule, specInUse } from '../../store/experiment/experiment.ts';
import type { RuleSpec } from '../../experiment/types.ts';
import { grouped, lossText } from '../../viz/common/format.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { NumberField } from '../parts/NumberField.tsx';
import { Comparison } from './Comparison.tsx';
import './ablation.css';
import { ruleKind } from '../../experiment/ruleKinds.ts';

const MAIN: readonly Setting[] = ['messageSize', 'sharing', 'stateful'];
const FURTHER = (Object.keys(ALTERNATIVES) as Setting[]).filter((name) => !MAIN.includes(name));

/** The rule in use with the settings asked for. */
function useShown(): RuleSpec {
  const inUse = useLabState((s) => specInUse(s.experiment).rule);
  return useLabState((s) => s.ablation.asked) ?? inUse;
}

function Alternatives({ name }: { readonly name: Setting }) {
  const lab = useLab();
  const shown = useShown();
  const manifest = useLabState((s) => s.experiment.manifest);
  const spec = useLabState((s) => specInUse(s.experiment));
  const none = useLabState((s) => s.experiment.rule === undefined);
  const listed: readonly RuleSpec[Setting][] = ALTERNATIVES[name];
  const own = listed.some((value) => valueWords(value) === valueWords(shown[name]));
  const values = own ? listed : [...listed, shown[name]];
  return (
    <div className="ablation-row" role="group" aria-label={SETTING_NAMES[name]}>
      <span className="ablation-name">{SETTING_NAMES[name]}</span>
      <div className="ablation-values">
        {values.map((value) => {
          const wanted: RuleSpec = { ...shown, [name]: value };
          const chosen = changedSettings(shown, wanted).length === 0;
          // Which of several it would be matters only once it is pressed.
          const exists = matchingRule(manifest, spec, wanted, 0) !== undefined;
          const state = exists ? 'shipped rule' : 'no shipped rule';
          return (
            <button
              key={valueWords(value)}
              type="button"
              aria-pressed={chosen}
              aria-label={`${valueWords(value)}, ${state}`}
              title={state}
              disabled={none}
              onClick={() => !chosen && lab.ablation.switchTo(wanted)}
            >
              <span aria-hidden="true">{exists ? '●' : '○'}</span> {valueWords(value)}
            </button>
          );
        })}
      </div>
    </div>
  );
}

/** No rule was trained like this. */
function Offer({ asked }: { readonly asked: RuleSpec }) {
  const lab = useLab();
  const { manifest, rule, ...rest } = useLabState((s) => s.experiment);
  const spec = specInUse({ manifest, rule, ...rest });
  const nearest = nearestRule(manifest, spec, asked, rule?.metaSteps ?? 0);
  return (
    <div className="ablation-offer" role="status">
      <p>No rule was trained like this. The figures still show {rule?.label ?? 'the rule before'}.</p>
      <ul>
        {changeWords(spec.rule, asked).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      <button type="button" className="btn btn-primary btn-wide" onClick={() => lab.ablation.offerTraining(asked)}>
        Train it now
      </button>
      {nearest !== undefined && nearest.id !== rule?.shippedId && (
        <button
          type="button"
          className="btn btn-wide"
          onClick={() => lab.ablation.takeShipped(nearest.id, nearest.rule)}
        >
          Nearest shipped rule
        </button>
      )}
      <button type="button" className="btn btn-wide" onClick={() => lab.ablation.dropAsked()}>
        Keep the rule in use
      </button>
    </div>
  );
}

function InUse() {
  const shipped = useLabState((s) => shippedRule(s.experiment.manifest, s.experiment.rule?.shippedId));
  if (shipped === undefined) return null;
  const { steps, meanLoss, tasks } = shipped.evaluation;
  return (
    <p className="note" role="status">
      {`Shipped rule, ${grouped(shipped.metaSteps)} meta-steps, loss ${lossText(meanLoss[steps] ?? NaN)} ` +
        `at step ${steps} over ${grouped(tasks)} tasks.`}
    </p>
  );
}

function MemorySize() {
  const lab = useLab();
  const shown = useShown();
  const [typed, setTyped] = useState<number>();
  if (!ruleKind(shown).remembers) return null;
  return (
    <NumberField
      label={SETTING_NAMES.hiddenSize}
      min={1}
      max={64}
      value={typed ?? shown.hiddenSize}
      onInput={setTyped}
      onCommit={() => {
        setTyped(undefined);
        if (typed !== undefined && typed !== shown.hiddenSize) lab.ablation.switchTo({ ...shown, hiddenSize: typed });
      }}
    />
  );
}

/** The rule's settings as switches, and what a switch changed. */
export function AblationPanel() {
  const pending = useLabState((s) => pendingSettings(s));
  return (
    <div className="ablation">
      <p className="note">● shipped, ○ to be trained</p>
      {MAIN.map((name) => (
        <Alternatives key={name} name={name} />
      ))}
      <details>
        <summary>Further settings</summary>
        <MemorySize />
        {FURTHER.map((name) => (
          <Alternatives key={name} name={name} />
        ))}
      </details>
      {pending !== undefined ? (
        <Offer asked={pending} />
      ) : (
        <>
          <InUse />
          <Comparison />
        </>
      )}
    </div>
  );
}
