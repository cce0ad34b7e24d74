import { denseBlocks, onNetwork, probedNetwork, variedNetwork, widthsText } from '../../experiment/otherNetwork.ts';
import type { NetworkChange } from '../../experiment/otherNetwork.ts';
import { ACTIVATIONS, type ActivationName, type ExperimentSpec, type ProbeSpec } from '../../experiment/types.ts';
import { specInUse } from '../../store/experiment/experiment.ts';
import { ACTIVATION_NAMES } from '../../viz/agents/agentNames.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { NumberField } from '../parts/NumberField.tsx';
import './network.css';

const MOST_HIDDEN = 6;
const MOST_UNITS = 128;

/** Whose rules the layers run that the rule was not trained on; empty where each runs its own. */
function reuse(spec: ExperimentSpec, probe: ProbeSpec): string {
  const moved = onNetwork(spec, probedNetwork(spec, probe));
  const reused = moved.ok ? moved.value.reused : [];
  const [first] = reused;
  if (first === undefined) return '';
  const names = reused.map(({ dense }) => dense).join(', ');
  return `${reused.length === 1 ? 'Layer' : 'Layers'} ${names} ${reused.length === 1 ? 'runs' : 'run'} the rules of layer ${first.from}, the nearest hidden one.`;
}

interface FieldsProps {
  /** Units of the hidden layers. */
  readonly width: number;
  /** How many hidden layers there are. */
  readonly depth: number;
  readonly onChange: (to: NetworkChange) => void;
  readonly onCommit: () => void;
}

function Shape({ width, depth, onChange, onCommit }: FieldsProps) {
  return (
    <>
      <NumberField
        label="Width"
        min={1}
        max={MOST_UNITS}
        value={width}
        title="Units of every hidden layer"
        onInput={(units) => onChange({ widths: [units] })}
        onCommit={onCommit}
      />
      <NumberField
        label="Hidden"
        min={1}
        max={MOST_HIDDEN}
        value={depth}
        title="Hidden layers"
        onInput={(count) => onChange({ layers: count + 1 })}
        onCommit={onCommit}
      />
    </>
  );
}

/** That the network is not the rule's own, and the way back. */
function Elsewhere() {
  const { experiment } = useLab();
  const probe = useLabState((s) => s.experiment.probe);
  const spec = useLabState((s) => specInUse(s.experiment));
  if (probe.layers === undefined) return null;
  const back = () => {
    experiment.setLayers(spec.network.layers);
    experiment.commit();
  };
  return (
    <p className="note" role="status">
      <span>{`Trained on ${widthsText(spec.network)}. ${reuse(spec, probe)}`}</span>{' '}
      <button type="button" className="network-back" onClick={back}>
        Its own network
      </button>
    </p>
  );
}

/** The network that the rule teaches: any width, depth and activation it can run on, adapted anew as they change. */
export function NetworkPanel() {
  const { experiment } = useLab();
  const probe = useLabState((s) => s.experiment.probe);
  const spec = useLabState((s) => specInUse(s.experiment));
  const network = probedNetwork(spec, probe);
  const hidden = denseBlocks(network.layers).slice(0, -1).flat();
  const units = hidden.flatMap((layer) => (layer.kind === 'dense' ? [layer.units] : []));
  const activation = hidden.find((layer) => layer.kind === 'activation')?.name;
  const [width] = units;
  const change = (to: NetworkChange) => {
    const varied = variedNetwork(network, to);
    if (varied.ok) experiment.setLayers(varied.value.layers);
  };
  const commit = () => experiment.commit();
  const fixed = spec.recipe.learnedPrior;
  return (
    <section className="section network-panel" aria-labelledby="network-title">
      <h2 id="network-title">
        Network <small>{fixed ? `${widthsText(network)}, a learned start` : widthsText(network)}</small>
      </h2>
      <div className="network-fields">
        {!fixed && width !== undefined && (
          <Shape width={width} depth={units.length} onChange={change} onCommit={commit} />
        )}
        {activation !== undefined && (
          <select
            className="select"
            aria-label="Activation"
            title={fixed ? 'Width and depth are those of the learned start' : undefined}
            value={activation}
            onChange={({ target }) => {
              change({ activation: target.value as ActivationName });
              commit();
            }}
          >
            {ACTIVATIONS.map((name) => (
              <option key={name} value={name}>
                {ACTIVATION_NAMES[name]}
              </option>
            ))}
          </select>
        )}
      </div>
      <Elsewhere />
    </section>
  );
}
