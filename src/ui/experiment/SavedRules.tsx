import { isLearned } from '../../experiment/ruleKinds.ts';
import { sameRule } from '../../store/experiment/ruleKey.ts';
import { grouped } from '../../viz/common/format.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { Icon } from '../parts/Icon.tsx';
import { IconButton } from '../parts/IconButton.tsx';

/** Rules kept in this browser. */
export function SavedRules() {
  const lab = useLab();
  const saved = useLabState((s) => s.experiment.saved);
  const ruleKey = useLabState((s) => s.experiment.ruleKey);
  const keepable = useLabState(({ session, experiment: { rule } }) => {
    const made = rule !== undefined && (rule.metaSteps > 0 || !isLearned(rule.spec.rule));
    return session.backend !== undefined && made;
  });
  return (
    <>
      {saved.length > 0 && (
        <ul className="saved">
          {saved.map((rule) => (
            <li key={rule.id}>
              <button
                type="button"
                className="saved-load"
                aria-current={sameRule(ruleKey, { kind: 'saved', id: rule.id }) ? 'true' : undefined}
                onClick={() =>
                  void lab.experiment.choose({ kind: 'saved', id: rule.id, title: rule.title }, { push: true })
                }
              >
                {rule.title} {rule.metaSteps > 0 && <small>{`${grouped(rule.metaSteps)} meta-steps`}</small>}
              </button>
              <IconButton
                icon="trash"
                label={`Delete ${rule.title}, ${rule.metaSteps} meta-steps`}
                onClick={() => void lab.shelf.remove(rule.id)}
              />
            </li>
          ))}
        </ul>
      )}
      <button type="button" className="btn btn-wide" disabled={!keepable} onClick={() => void lab.shelf.keep()}>
        <Icon name="bookmark" />
        Keep this rule here
      </button>
    </>
  );
}
