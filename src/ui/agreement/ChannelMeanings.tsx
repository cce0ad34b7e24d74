import { specInUse } from '../../store/experiment/experiment.ts';
import { explainCommandLine } from '../../store/export/commandLine.ts';
import { meaningsInUse } from '../../store/touch/meanings.ts';
import { meaningWords } from '../../record/explanation.ts';
import type { RuleMeanings } from '../../record/meanings.ts';
import { groupOf } from '../../viz/agents/agentData.ts';
import { groupTitle } from '../../viz/agents/agentNames.ts';
import { grouped } from '../../viz/common/format.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { DataTable } from '../parts/DataTable.tsx';
import { Measuring } from '../touch/Measuring.tsx';
import '../parts/losses.css';
import '../touch/touch.css';

/** Tasks that the page asks for: enough to tell a half from less. */
const TASKS = 100;

/** How many channels of a rule have a meaning, and what it was measured on. */
function Counted({ meanings }: { readonly meanings: RuleMeanings }) {
  const all = Object.values(meanings.channels).flat();
  const named = all.filter(({ name }) => name !== null && name !== 'same').length;
  return (
    <p className="note">
      {`${named} of ${all.length} channels have a simple meaning: a line on one cause says at least half of them on fresh tasks. ${grouped(meanings.tasks)} tasks, ${meanings.steps} steps, ${meanings.backend}.`}
    </p>
  );
}

/** The channels of the selected agent's group. */
function OfSelected({ meanings }: { readonly meanings: RuleMeanings }) {
  const spec = useLabState((s) => specInUse(s.experiment));
  const agent = useLabState((s) => s.selection.agent);
  const group = agent && groupOf(spec, agent.group);
  const channels = group && meanings.channels[group.id];
  if (group === undefined || channels === undefined) return null;
  return (
    <DataTable
      className="losses"
      caption={`Channels of ${groupTitle(spec, group)}`}
      columns={['channel', 'it is']}
      rows={channels.map((meaning, c) => [String(c + 1), meaningWords(meaning)])}
    />
  );
}

/** What the channels of the rule in use mean; measured on request where the rule did not bring it. */
export function ChannelMeanings() {
  const lab = useLab();
  const experiment = useLabState((s) => s.experiment);
  const meanings = useLabState(meaningsInUse);
  const running = useLabState((s) => s.touch.running);
  const ready = useLabState((s) => s.session.backend !== undefined);
  const other = experiment.probe.layers !== undefined;
  return (
    <section className="touch" aria-label="What channels mean">
      <h3>What channels mean</h3>
      {meanings !== undefined && (
        <>
          <Counted meanings={meanings} />
          <OfSelected meanings={meanings} />
        </>
      )}
      {running?.what === 'channels' ? (
        <Measuring running={running} />
      ) : (
        meanings === undefined && (
          <button
            type="button"
            className="btn btn-wide"
            disabled={!ready || running !== undefined || other}
            title={
              other
                ? "Measures on the rule's own network only: go back to it first"
                : `Regressions of every channel on ${TASKS} tasks`
            }
            onClick={() => void lab.touch.explainChannels(TASKS)}
          >
            Find out
          </button>
        )
      )}
      <button
        type="button"
        className="fig-button"
        title="The command that gives the same names"
        onClick={() => lab.copyCommand(explainCommandLine(experiment, meanings?.tasks ?? TASKS))}
      >
        Copy as command
      </button>
    </section>
  );
}
