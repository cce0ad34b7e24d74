import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { decodeCheckpoint } from '../../checkpoints/format.ts';
import { countedVector, npyFile, PRIOR_ENTRIES, releasedEntries } from '../../checkpoints/testing/npyFiles.ts';
import { unwrap } from '../../lib/result.ts';
import { OpenRuleButton } from '../page/OpenRuleButton.tsx';
import { LabProvider } from '../LabContext.tsx';
import { FAKE_RULE, startedLab } from '../../store/testing/fakeLab.ts';
import { useDrop } from './useDrop.ts';
import { until } from '../../lib/testing/until.ts';

const STATEFUL = new File([npyFile(countedVector(releasedEntries(true)))], 'weights.npy');
const STATELESS = new File([npyFile(countedVector(releasedEntries(false)))], 'stateless.npy');
const PRIOR = new File([npyFile(countedVector(PRIOR_ENTRIES))], 'prior.npy');

function Page() {
  return (
    <>
      {useDrop() && <p>drop here</p>}
      <OpenRuleButton />
    </>
  );
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function page() {
  const parts = await startedLab();
  const { worker, lab } = parts;
  render(
    <LabProvider lab={lab}>
      <Page />
    </LabProvider>,
  );
  const started = worker.sent.length;
  const drop = (...files: readonly File[]) => {
    const event = new Event('drop', { bubbles: true, cancelable: true });
    Object.defineProperty(event, 'dataTransfer', { value: { types: ['Files'], files } });
    act(() => void window.dispatchEvent(event));
    expect(event.defaultPrevented).toBe(true);
  };
  /** Answers the next rule the page asks for, as the worker would; what it asked for. */
  const accept = async (preset?: string) => {
    const { requestId, runId, source } = await worker.next(
      'useRule',
      (command) => worker.sent.indexOf(command) >= started,
    );
    if (source.from !== 'bytes') throw new Error('expected bytes');
    const { label } = source;
    const rule = { ...FAKE_RULE, label, ...(preset === undefined ? {} : { preset }) };
    await act(async () => {
      worker.say({ kind: 'rule', requestId, runId, rule });
      await Promise.resolve();
    });
    return source;
  };
  const notices = () => lab.store.getState().session.notices;
  return { ...parts, drop, accept, notices, sent: () => worker.sent.slice(started) };
}

describe('files dropped on the page', () => {
  it('imports a released rule, opens it and keeps it here', async () => {
    const { drop, accept, shelf, lab, notices } = await page();
    drop(STATEFUL);
    const { bytes, label } = await accept('5x10-released');
    const rule = unwrap(decodeCheckpoint(bytes));
    expect(rule.preset).toBe('5x10-released');
    expect(label).toBe('Released 5x10 rule');
    await until(() => expect(shelf.size).toBe(1));
    await until(() => expect(lab.store.getState().experiment.saved).toHaveLength(1));
    expect(lab.store.getState().experiment).toMatchObject({
      saved: [{ title: 'Released 5x10 rule' }],
      ruleKey: { kind: 'file', id: 'weights.npy' },
    });
    expect(notices().at(-1)?.title).toBe('Released 5x10 rule is open, and kept in this browser');
  });

  it('takes a bare 2x10 rule and its prior together, in any order', async () => {
    const { drop, accept } = await page();
    drop(PRIOR, STATELESS);
    const rule = unwrap(decodeCheckpoint((await accept('2x10-released')).bytes));
    expect(rule.preset).toBe('2x10-released');
    expect(rule.parameters.at(-1)).toBe(481);
  });

  it('opens a rule file and keeps the same bytes once', async () => {
    const { drop, accept, shelf, sent, notices } = await page();
    const file = new File(['as the worker reads it'], 'mine.mplp');
    drop(file);
    await accept();
    await until(() => expect([...shelf.values()][0]?.rule.title).toBe('mine.mplp'));
    drop(file);
    await until(() => expect(sent().filter((command) => command.kind === 'useRule')).toHaveLength(2));
    await accept();
    await until(() => expect(notices().some(({ tone }) => tone === 'toast')).toBe(true));
    expect(shelf.size).toBe(1);
  });

  it.each<[string, readonly File[], string, string]>([
    [
      'a bare 2x10 rule',
      [STATELESS],
      'stateless.npy',
      'its file of 481 numbers is needed too. Open both files together.',
    ],
    ['a prior alone', [PRIOR], 'prior.npy', 'the 481 numbers of a learned prior; the 2x10-released rule’s own file'],
    ['another vector', [new File([npyFile([1, 2])], 'x.npy')], 'x.npy', 'holds 2 numbers; expected: 115,081'],
    ['a cut one', [new File([npyFile([1, 2]).slice(0, -1)], 'x.npy')], 'x.npy', 'cut short'],
    ['what is no .npy file', [new File(['hello'], 'x.NPY')], 'x.NPY', 'This is not a .npy file'],
    ['too many', [PRIOR, PRIOR, PRIOR], 'prior.npy and prior.npy and prior.npy', '3 .npy files came together'],
  ])('refuses %s in words and changes nothing', async (_, files, name, words) => {
    const { drop, notices, sent, shelf } = await page();
    drop(...files);
    await until(() => expect(notices().at(-1)?.title).toBe(`${name} could not be opened`));
    expect(notices().at(-1)?.text.replaceAll("'", '’')).toContain(words);
    expect(sent()).toEqual([]);
    expect(shelf.size).toBe(0);
  });

  it('says so when a file cannot be read from the disk', async () => {
    const { drop, notices } = await page();
    const gone = new File(['a'], 'gone.npy');
    gone.arrayBuffer = () => Promise.reject(new DOMException('it was deleted', 'NotFoundError'));
    drop(gone);
    await until(() => expect(notices().at(-1)).toMatchObject({ title: 'gone.npy could not be opened' }));
  });

  it('says where to drop them while they hover', async () => {
    await page();
    const over = new Event('dragover', { cancelable: true });
    Object.defineProperty(over, 'dataTransfer', { value: { types: ['Files'] } });
    act(() => void window.dispatchEvent(over));
    expect(screen.getByText('drop here')).toBeTruthy();
  });

  it('come in through the button too', async () => {
    const { accept, shelf } = await page();
    const input = screen.getByLabelText<HTMLInputElement>('Rule file');
    expect(input.accept).toContain('.npy');
    expect(input.multiple).toBe(true);
    fireEvent.change(input, { target: { files: [STATELESS, PRIOR] } });
    await accept();
    await until(() => expect(shelf.size).toBe(1));
  });
});
