import type { AgentKind, ExperimentSpec } from '../../experiment/types.ts';
import { namesOf } from '../../formula/names.ts';
import { ALLOWED } from '../../formula/parse.ts';
import { kindName, nameWords } from './nameWords.ts';

export interface NamesProps {
  readonly kind: AgentKind;
  readonly spec: ExperimentSpec;
  readonly onName: (name: string) => void;
}

/** Names that a formula of this kind of agent may use; one that is pressed goes into the field. */
export function Names({ kind, spec, onName }: NamesProps) {
  return (
    <aside className="write-names" aria-label="Names">
      <h3>
        Names here <small>{`for ${kindName(kind, spec)}`}</small>
      </h3>
      <dl>
        {namesOf(kind, spec.network.loss).map((name) => (
          <div key={name}>
            <dt>
              <button type="button" onClick={() => onName(name)}>
                {name}
              </button>
            </dt>
            <dd>{nameWords(name, kind, spec.recipe.batch)}</dd>
          </div>
        ))}
      </dl>
      <p className="note">{`Allowed: ${ALLOWED}; where(x > 0, a, b) is a where x > 0, else b.`}</p>
    </aside>
  );
}
