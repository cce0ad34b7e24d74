import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EpisodeRecord } from '../../record/episode.ts';
import type { AgentRef } from '../../record/moment.ts';
import { read } from '../../record/sections.ts';
import { fixed } from '../../viz/common/format.ts';
import { agentGates } from '../../viz/inspector/gates.ts';
import { fixtureRecord } from '../../viz/testing/fixtureRecord.ts';
import { fakeLayout } from '../testing/fakeLayout.ts';
import { Inspector } from './Inspector.tsx';

const stateful = fixtureRecord('stateful-l2');
const stateless = fixtureRecord('stateless-l2');
const WEIGHT: AgentRef = { group: '2.weight', unit: [1, 0] };

function show(record: EpisodeRecord, selection: AgentRef | undefined, phase: number, onPoint = vi.fn(), point = 0) {
  return render(
    <Inspector
      record={record}
      moment={{ step: 2, phase }}
      theme="light"
      selection={selection}
      point={point}
      onPoint={onPoint}
    />,
  );
}

beforeEach(() => fakeLayout(348, 700));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('Inspector', () => {
  it('explains itself while nobody is selected', () => {
    show(stateful, undefined, 3);
    expect(screen.getByText(/click any line, dot, square or diamond/i)).toBeTruthy();
  });

  it('names the agent and says in one sentence what it does', () => {
    const { container } = show(stateful, WEIGHT, 5);
    expect(screen.getByText('w₂ 2→1')).toBeTruthy();
    expect(container.querySelector('.insp-sentence')?.textContent).toMatch(
      /^Hears 2 numbers, remembers 3, says 2, and asks to (raise|lower) its weight by \.\d+\.$/,
    );
  });

  it('shows the gates as computed from the record', () => {
    const { container } = show(stateful, WEIGHT, 5, vi.fn(), 1);
    const gates = agentGates(stateful, WEIGHT, 2, 1)!;
    const equations = container.querySelector('.insp-equations')?.textContent ?? '';
    expect(equations).toContain(fixed(gates.carryAfter[0]!, 3));
    expect(equations).toContain(fixed(gates.keep[0]!, 2));
  });

  it('is silent about what has not been said', () => {
    show(stateful, WEIGHT, 2);
    expect(screen.getAllByText('not yet').length).toBeGreaterThan(0);
    expect(screen.getByText(/will ask for a change of its weight/)).toBeTruthy();
  });

  it('has no memory for stateless rules, and for agents without a parameter the equation of their message alone', () => {
    show(stateless, WEIGHT, 5);
    expect(screen.queryByText('Memory')).toBeNull();
    cleanup();
    const { container } = show(stateless, { group: '3.activation', unit: [0] }, 5);
    expect(container.querySelectorAll('.insp-equations dt')).toHaveLength(1);
    expect(container.querySelector('.insp-equations dt')?.textContent).toMatch(/^m[12]$/);
    expect(container.querySelector('.insp-sentence')?.textContent).toBe(
      'Hears 2 numbers and says 2. It owns no weight, so it changes nothing itself.',
    );
  });

  it('comments a value that lies far out on the scale of the rule, and no other', () => {
    const far = /Up to ([\d.]+) is far out: the scale was measured before training/;
    show(stateful, WEIGHT, 5);
    const near = screen.queryByText(far);
    cleanup();
    const changed = { ...stateful, data: stateful.data.slice() };
    read.state(changed, 2, '2.weight')!.data.fill(1000);
    show(changed, WEIGHT, 5);
    expect(near).toBeNull();
    expect(screen.getByText(far)).toBeTruthy();
  });

  it('compares output and target for the loss agent', () => {
    show(stateful, { group: '5.loss', unit: [0] }, 1);
    const table = screen.getByRole('table', { name: /output, target and error/i });
    expect(within(table).getAllByRole('row')).toHaveLength(3);
    // Whose loss the mean is, beside that of fresh points elsewhere.
    expect(screen.getByText(/^mean of 2: [\d.]+$/)).toBeTruthy();
  });

  it('lets one choose the point', () => {
    const onPoint = vi.fn();
    show(stateful, WEIGHT, 5, onPoint);
    fireEvent.click(screen.getByRole('button', { name: 'Next point' }));
    expect(onPoint).toHaveBeenCalledWith(1);
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Previous point' }).disabled).toBe(true);
  });

  it('says when a group was left out of the record', () => {
    const sections = Object.fromEntries(
      Object.entries(stateful.header.sections).filter(([name]) => !/2\.weight\/(carry|state|aggregate)$/.test(name)),
    );
    show({ header: { ...stateful.header, sections, omitted: ['2.weight'] }, data: stateful.data }, WEIGHT, 5);
    expect(screen.getByText(/left out to keep the record small/)).toBeTruthy();
    expect(screen.getByText('Over the two steps')).toBeTruthy();
  });

  it('shows stored values before and after standardisation, and the raw, averaged and applied update', () => {
    const { container } = show(stateful, WEIGHT, 5);
    const table = screen.getByRole('table', { name: /stored values before and after/i });
    const headings = within(table).getAllByRole('columnheader');
    expect(headings.map((cell) => cell.textContent)).toEqual([
      'Point',
      'weight',
      'input',
      'weight, standardised',
      'input, standardised',
    ]);
    expect(container.querySelector('.insp-amounts')?.textContent).toMatch(/raw, point 1.*raw, mean of 2.*applied/);
  });

  it('goes through the steps for the mean and for the chosen point alone', () => {
    show(stateful, WEIGHT, 5);
    const last = () =>
      within(screen.getByRole('table', { name: /every inner step/i }))
        .getAllByRole('row')
        .at(-1)?.textContent;
    const mean = last();
    fireEvent.click(within(screen.getByRole('group', { name: 'Steps of' })).getByLabelText('point 1'));
    expect(screen.getByRole('table', { name: 'Every inner step: point 1 alone' })).toBeTruthy();
    expect(last()).not.toBe(mean);
  });

  it('moves an input of the rule and says where the record stands', () => {
    show(stateful, WEIGHT, 5);
    const words = () => screen.getByTestId('response-words').textContent;
    expect(words()).toMatch(/recorded: heard 1 = .*, change Δw = .*; slope/);
    fireEvent.change(screen.getByLabelText('Input'), { target: { value: 'carry:0' } });
    fireEvent.change(screen.getByLabelText('Output'), { target: { value: 'message:1' } });
    expect(words()).toMatch(/memory: last raw update = .*, said 2 = /);
  });

  it('reads two agents on the same scales, with their difference', () => {
    const { container } = render(
      <Inspector
        record={stateful}
        moment={{ step: 2, phase: 5 }}
        theme="light"
        selection={WEIGHT}
        pinned={{ group: '2.weight', unit: [0, 0] }}
        point={0}
        onPoint={vi.fn()}
      />,
    );
    const rows = within(screen.getByRole('table', { name: /both agents/i })).getAllByRole('row');
    expect(rows[0]?.textContent).toBe('w₂ 2→1w₂ 1→1difference');
    expect(rows.map((row) => row.querySelector('th')?.textContent)).toContain('applied change');
    expect(container.querySelectorAll('[data-who=pinned]').length).toBeGreaterThan(4);
  });

  it('reads all agents of a layer, of which one can be chosen', () => {
    const onSelect = vi.fn();
    const [onCompare, onSwap, onWhole] = [vi.fn(), vi.fn(), vi.fn()];
    render(
      <Inspector
        record={stateful}
        moment={{ step: 2, phase: 5 }}
        theme="light"
        selection={WEIGHT}
        whole
        point={0}
        onPoint={vi.fn()}
        actions={{ onSelect, onCompare, onSwap, onWhole, onOpen: vi.fn() }}
      />,
    );
    const matrix = screen.getByRole('application', { name: /every agent/ });
    fireEvent.keyDown(matrix, { key: 'ArrowUp' });
    expect(screen.getByTestId('layer-cell').textContent).toContain('w₂ 1→1');
    fireEvent.keyDown(matrix, { key: 'Enter' });
    expect(onSelect).toHaveBeenCalledWith({ group: '2.weight', unit: [0, 0] });
    fireEvent.click(screen.getByRole('button', { name: 'Back to w₂ 2→1' }));
    expect(onWhole).toHaveBeenCalled();
  });
});
