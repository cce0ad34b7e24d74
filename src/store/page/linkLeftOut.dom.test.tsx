import { beforeEach, expect, it } from 'vitest';

import { PRESETS } from '../../experiment/presets.ts';
import { encodeLink, type LabLink } from '../../link/link.ts';
import { FAKE_RULE, startedLab } from '../testing/fakeLab.ts';
import { until } from '../../lib/testing/until.ts';

const { spec } = PRESETS['2x10'];
const LINK: LabLink = { preset: '2x10', spec, probe: { taskSeed: 3, networkSeed: 1, steps: 2 } };

beforeEach(() => {
  history.replaceState(null, '', '/');
});

/** A lab that is open, and what it says of a link put into its address. */
async function open() {
  const { lab, worker } = await startedLab();
  const said = () => lab.store.getState().session.notices.filter(({ id }) => id === 'link' || id === 'linkRule');
  const paste = (hash: string, state: object | null = null) => {
    history.replaceState(state, '', `/#${hash}`);
    window.dispatchEvent(new PopStateEvent('popstate', { state }));
  };
  /** Answers for a rule that the link asks for. */
  const accept = async () => {
    const { requestId, runId } = await worker.next('useRule', (command) => command.source.from === 'fresh');
    worker.say({ kind: 'rule', requestId, runId, rule: FAKE_RULE });
  };
  return { lab, said, paste, accept };
}

it('says of a pasted link what is not here, in place of what was said of the one before', async () => {
  const { said, paste, accept, lab } = await open();
  paste(`${encodeLink({ ...LINK, ruleId: 'gone', selection: '9.weight.0.0' })}&frob=1`);
  await accept();
  await until(() => expect(said()).toHaveLength(1));
  expect(said()[0]?.text).toMatch(/frob.*the rule gone, which does not ship.*the agent 9\.weight\.0\.0/);

  paste(encodeLink({ ...LINK, ownSteps: 1204 }));
  await until(() => expect(said()[0]?.title).toBe('This link does not bring its rule'));
  expect(said()).toHaveLength(1);

  paste('v=1&preset=unheard');
  await until(() => expect(said().at(-1)?.title).toBe('This link could not be read'));
  expect(said().at(-1)?.text).toContain('What is on show stays.');

  paste(encodeLink(LINK));
  await until(() => expect(said()).toEqual([]));
  expect(lab.store.getState().experiment.probe.taskSeed).toBe(3);
});

it('says nothing of what the visitor goes back to', async () => {
  const { said, paste, lab } = await open();
  paste(encodeLink({ ...LINK, ownSteps: 1204 }), { depth: 0, rule: 'fresh:2x10' });
  await until(() => expect(lab.store.getState().experiment.probe.taskSeed).toBe(3));
  expect(said()).toEqual([]);
});
