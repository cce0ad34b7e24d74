import type { ReactNode } from 'react';
import type { EpisodeRecord } from '../../record/episode.ts';
import { updateOf } from '../../viz/agents/agentData.ts';
import { fixed } from '../../viz/common/format.ts';
import type { InspectorModel } from '../../viz/inspector/inspectorModel.ts';
import { ruleKind } from '../../experiment/ruleKinds.ts';

/** Three decimals, more for small changes, words where four would show nothing. */
function amount(size: number): ReactNode {
  if (size < 0.00005) return 'next to nothing';
  return (
    <>
      by <b>{fixed(size, size < 0.01 ? 4 : 3)}</b>
    </>
  );
}

const numbers = (count: number) => (
  <>
    <b>{count}</b> {count === 1 ? 'number' : 'numbers'}
  </>
);

function ending(record: EpisodeRecord, { group, spoken, ref, step }: InspectorModel) {
  if (!group.ownsParameter) return '. It owns no weight, so it changes nothing itself.';
  const word = group.kind;
  const update = updateOf(record, ref, step);
  if (!spoken || update === undefined) return `, and will ask for a change of its ${word}.`;
  if (update === 0) return `, and asks for no change of its ${word}.`;
  return (
    <>
      , and asks to {update < 0 ? 'lower' : 'raise'} its {word} {amount(Math.abs(update))}.
    </>
  );
}

/** One plain sentence about the agent. */
export function Sentence({ record, model }: { readonly record: EpisodeRecord; readonly model: InspectorModel }) {
  const { rule } = record.header.spec;
  const stateful = ruleKind(rule).remembers;
  const remembers = stateful ? (
    <>
      remembers <b>{rule.hiddenSize}</b>,{' '}
    </>
  ) : null;
  if (model.group.kind === 'loss') {
    return (
      <p className="insp-sentence">
        Hears the <b>loss</b> of each point, {remembers}and turns it into the first message: {numbers(rule.messageSize)}
        , no gradient.
      </p>
    );
  }
  return (
    <p className="insp-sentence">
      Hears {numbers(rule.messageSize)}
      {stateful || model.group.ownsParameter ? ', ' : ' '}
      {remembers}
      {!stateful && !model.group.ownsParameter ? 'and ' : ''}says <b>{rule.messageSize}</b>
      {ending(record, model)}
    </p>
  );
}
