import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EpisodeRecord } from '../../record/episode.ts';
import type { AgentRef } from '../../record/moment.ts';
import { fixed } from '../../viz/format.ts';
import { agentGates } from '../../viz/gates.ts';
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
      /^Hears 2 numbers, remembers 3, says 2, and asks to (raise|lower) its weight by 0\.\d+\.$/,
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

  it('has no memory for stateless rules and no equations for agents without a parameter', () => {
    show(stateless, WEIGHT, 5);
    expect(screen.queryByText('Memory')).toBeNull();
    cleanup();
    const { container } = show(stateless, { group: '3.activation', unit: [0] }, 5);
    expect(container.querySelector('.insp-equations')).toBeNull();
    expect(container.querySelector('.insp-sentence')?.textContent).toBe(
      'Hears 2 numbers and says 2. It owns no weight, so it changes nothing itself.',
    );
  });

  it('compares output and target for the loss agent', () => {
    show(stateful, { group: '5.loss', unit: [0] }, 1);
    const table = screen.getByRole('table', { name: /output, target and error/i });
    expect(within(table).getAllByRole('row')).toHaveLength(3);
    expect(screen.getByText(/mean loss/)).toBeTruthy();
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
});
