import { type ReactNode } from 'react';

import { sameRule, shippedWith, wantedSpec, withSetting } from '../../store/ablation.ts';
import { type RuleInfo } from '../../protocol/messages.ts';
import { AGGREGATIONS, LEARNER_ACTIVATIONS, SHARINGS, type RuleSpec, type Sharing } from '../../spec/types.ts';
import { countText } from '../format.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { needsWasm, withoutWasm } from '../train/budget.ts';
import { AblationChange } from './AblationChange.tsx';
import './ablation.css';

interface Option {
  readonly text: string;
  readonly change: Partial<RuleSpec>;
}

interface Setting {
  readonly label: string;
  /** What it does, in plain words. */
  readonly about: string;
  readonly options: readonly Option[];
}

const onOff = (field: 'standardiseInputs' | 'centreOutputs' | 'learnOutputScale'): readonly Option[] => [
  { text: 'on', change: { [field]: true } },
  { text: 'off', change: { [field]: false } },
];

const SHARED: Readonly<Record<Sharing, string>> = {
  none: 'own',
  rules: 'rules',
  rulesAndStandardisers: 'rules + stand.',
};

const SETTINGS: readonly Setting[] = [
  {
    label: 'Message size M',
    about: 'Numbers an agent may send to the one before it',
    options: [1, 2, 4, 8].map((messageSize) => ({ text: String(messageSize), change: { messageSize } })),
  },
  {
    label: 'Memory',
    about: 'A private memory that a gated unit carries from step to step',
    options: [
      { text: 'none', change: { stateful: false } },
      { text: 'stateful', change: { stateful: true } },
    ],
  },
  {
    label: 'Sharing',
    about: 'Whether layers share one rule, and its standardisers',
    options: SHARINGS.map((sharing) => ({ text: SHARED[sharing], change: { sharing } })),
  },
  {
    label: 'Aggregation',
    about: 'How messages of many samples become one',
    options: AGGREGATIONS.map((aggregation) => ({ text: aggregation, change: { aggregation } })),
  },
  {
    label: 'Standardise inputs',
    about: 'What a learner reads is brought to mean 0, spread 1',
    options: onOff('standardiseInputs'),
  },
  {
    label: 'Centre outputs',
    about: 'The mean over agents is taken off what they say',
    options: onOff('centreOutputs'),
  },
  {
    label: 'Learned scale',
    about: 'Outputs are scaled by learned numbers',
    options: onOff('learnOutputScale'),
  },
  {
    label: 'Learner sizes',
    about: 'Hidden units of each small learner; 80/40 as published',
    options: (
      [
        [32, 16],
        [80, 40],
      ] as const
    ).map((learnerHidden) => ({
      text: learnerHidden.join('/'),
      change: { learnerHidden },
    })),
  },
  {
    label: 'Learner activation',
    about: 'Between the hidden units of each learner',
    options: LEARNER_ACTIVATIONS.map((learnerActivation) => ({
      text: learnerActivation,
      change: { learnerActivation },
    })),
  },
];

interface RowProps {
  readonly setting: Setting;
  readonly rule: RuleInfo;
  readonly chosen: RuleSpec;
}

function SettingRow({ setting, rule, chosen }: RowProps) {
  const lab = useLab();
  const manifest = useLabState((s) => s.experiment.manifest);
  const name = `ablation ${setting.label}`;
  return (
    <fieldset className="ablation-row" title={setting.about}>
      <legend>{setting.label}</legend>
      <span className="fig-segments">
        {setting.options.map(({ text, change }) => {
          const next = withSetting(chosen, change);
          const shipped = shippedWith(manifest, rule, next) !== undefined;
          return (
            <label key={text} className={shipped ? 'fig-segment ablation-shipped' : 'fig-segment'}>
              <input
                type="radio"
                name={name}
                aria-label={`${setting.label}: ${text}${shipped ? ', shipped' : ''}`}
                checked={sameRule(next, chosen)}
                onChange={() => void lab.ablation.switchTo(change)}
              />
              <span>{text}</span>
            </label>
          );
        })}
      </span>
    </fieldset>
  );
}

/** No rule was trained like this: train one, or go back to the rule on show. */
function Offer({ rule, wanted }: { readonly rule: RuleInfo; readonly wanted: RuleSpec }) {
  const lab = useLab();
  const backend = useLabState((s) => s.session.backend?.backend);
  const starting = useLabState((s) => s.training.starting);
  const asked = wantedSpec(rule.spec, wanted);
  const lacking = backend !== 'wasm' && needsWasm(asked);
  const spec = lacking ? withoutWasm(asked) : asked;
  const { metaSteps } = spec.recipe;
  return (
    <div className="ablation-offer" role="status">
      <p>
        <b>No shipped rule has these settings.</b> On screen is still {rule.label}.
      </p>
      <div className="buttons">
        <button
          type="button"
          className="btn btn-primary"
          disabled={backend === undefined || starting}
          title={`From scratch, ${countText(metaSteps)} meta-steps; pause or stop at any time`}
          onClick={() => void lab.ablation.train({ start: 'scratch', spec, budget: { metaSteps } })}
        >
          Train it now
        </button>
        <button type="button" className="btn" onClick={() => lab.ablation.forget()}>
          Forget
        </button>
      </div>
    </div>
  );
}

function Rows({ rule, chosen, after }: Omit<RowProps, 'setting'> & { readonly after: ReactNode }) {
  return (
    <>
      {SETTINGS.map((setting) => (
        <SettingRow key={setting.label} setting={setting} rule={rule} chosen={chosen} />
      ))}
      <p className="note">
        <span className="ablation-dot" aria-hidden="true" /> a shipped rule was trained that way, one seed each.
      </p>
      {after}
    </>
  );
}

/** Every setting of the rule as a switch; which one picks a shipped rule; what the last switch changed. */
export function AblationPanel() {
  const rule = useLabState((s) => s.experiment.rule);
  const ruleKey = useLabState((s) => s.experiment.ruleKey);
  const asked = useLabState((s) => s.ablation.wanted);
  if (rule === undefined) return null;
  const wanted = asked?.of === ruleKey ? asked.rule : undefined;
  return (
    <section className="section" aria-labelledby="ablation-title">
      <h2 id="ablation-title">
        Ablations <small>what the rule is made of</small>
      </h2>
      <AblationChange />
      <Rows
        rule={rule}
        chosen={wanted ?? rule.spec.rule}
        after={wanted !== undefined && <Offer rule={rule} wanted={wanted} />}
      />
    </section>
  );
}
