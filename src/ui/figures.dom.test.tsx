import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MetaStepReport } from '../protocol/messages.ts';
import type { AgentRef } from '../record/moment.ts';
import { laneOfRecord } from '../record/sections.ts';
import { fixtureRecord } from '../viz/testing/fixtureRecord.ts';
import { fakeLayout } from './testing/fakeLayout.ts';
import { AgentsFigure } from './agents/AgentsFigure.tsx';
import { FitFigure } from './fit/FitFigure.tsx';
import { MetaFigure, MetaSparkline } from './meta/MetaFigure.tsx';
import { Thumbnail } from './fit/Thumbnail.tsx';

const record = fixtureRecord('stateful-l2');

beforeEach(() => fakeLayout(800, 400));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('Fit', () => {
  it('draws the run before an ablation under the run now, in the fit and in the loss', () => {
    const at = { record, moment: { step: 2, phase: 1 }, theme: 'light' } as const;
    const plain = render(<FitFigure {...at} />);
    expect(plain.container.querySelector('.fig-loss-before')).toBeNull();
    cleanup();
    const other = laneOfRecord('before', fixtureRecord('stateless-l2'));
    const { container } = render(<FitFigure {...at} before={other} />);
    expect(container.querySelectorAll('.fig-lane')).toHaveLength(1);
    expect(screen.getByText('before')).toBeTruthy();
    const points = container.querySelector('.fig-loss-before')?.getAttribute('d')?.split('L');
    expect(points).toHaveLength(other.losses.length);
    expect(container.querySelectorAll('.fig-loss-dot')).toHaveLength(3);
  });

  it('draws one line per finished step and the batch', () => {
    const { container } = render(<FitFigure record={record} moment={{ step: 2, phase: 1 }} theme="light" />);
    expect(container.querySelectorAll('.fig-line-now')).toHaveLength(1);
    expect(container.querySelectorAll('.fig-line-old')).toHaveLength(1);
    expect(container.querySelectorAll('.fig-point')).toHaveLength(2);
    expect(container.querySelectorAll('.fig-point-old')).toHaveLength(2);
    expect(container.querySelectorAll('.fig-error')).toHaveLength(2);
    expect(container.querySelectorAll('.fig-loss-dot-future')).toHaveLength(1);
  });

  it('has its losses as a table and in words', () => {
    render(<FitFigure record={record} moment={{ step: 1, phase: 5 }} theme="dark" />);
    const table = screen.getByRole('table', { name: /held-out loss/i });
    expect(within(table).getAllByRole('row')).toHaveLength(4);
    expect(screen.getByText(/after 1 of 2 inner steps the held-out loss is \.2000/i)).toBeTruthy();
  });

  it('previews a step while the pointer is on its dot', () => {
    const { container } = render(<FitFigure record={record} moment={{ step: 1, phase: 0 }} theme="light" />);
    fireEvent.pointerEnter(container.querySelectorAll('.fig-loss .fig-hit')[2]!);
    expect(screen.getByText('Preview: the line after step 2.')).toBeTruthy();
  });
});

describe('Fit, asked by the timeline', () => {
  it('previews the step, at most the last one', () => {
    const at = { record, moment: { step: 1, phase: 0 }, theme: 'light' } as const;
    const { rerender } = render(<FitFigure {...at} preview={1} />);
    expect(screen.getByText('Preview: the line after step 1.')).toBeTruthy();
    rerender(<FitFigure {...at} preview={9} />);
    expect(screen.getByText('Preview: the line after step 2.')).toBeTruthy();
    rerender(<FitFigure {...at} />);
    expect(screen.queryByText(/^Preview/)).toBeNull();
  });
});

describe('Agents', () => {
  const figure = (onSelect: (ref: AgentRef | undefined) => void, selection?: AgentRef) => (
    <AgentsFigure
      record={record}
      moment={{ step: 1, phase: 3 }}
      theme="light"
      selection={selection}
      onSelect={onSelect}
      playing={false}
      speed={1}
    />
  );

  it('says who is speaking', () => {
    render(figure(vi.fn()));
    expect(screen.getByText('Layer 2: speaking now')).toBeTruthy();
    expect(screen.getByText('Layer 1: waiting')).toBeTruthy();
    expect(screen.getByText('Layer 3: done')).toBeTruthy();
  });

  it('moves with the arrows and selects with Enter, keeping the keys to itself', () => {
    const onSelect = vi.fn();
    const outside = vi.fn();
    window.addEventListener('keydown', outside);
    render(figure(onSelect, { group: '2.bias', unit: [0] }));
    const network = screen.getByRole('application');
    fireEvent.keyDown(network, { key: 'ArrowDown' });
    fireEvent.keyDown(network, { key: 'Enter' });
    expect(onSelect).toHaveBeenLastCalledWith({ group: '2.bias', unit: [1] });
    expect(outside).not.toHaveBeenCalled();
    fireEvent.keyDown(network, { key: ' ' });
    expect(outside).toHaveBeenCalledTimes(1);
    window.removeEventListener('keydown', outside);
  });

  it('shows the selected weight with its name', () => {
    render(figure(vi.fn(), { group: '2.weight', unit: [0, 1] }));
    expect(screen.getByText('w₂ 1→2')).toBeTruthy();
  });

  it('toggles the view with G and the colour with W', () => {
    render(figure(vi.fn()));
    fireEvent.keyDown(window, { key: 'g' });
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Grid' }).checked).toBe(true);
    fireEvent.keyDown(window, { key: 'w' });
    expect(screen.getByRole<HTMLSelectElement>('combobox', { name: 'Colour' }).value).toBe('weight');
  });

  it('says when the record holds no agents', () => {
    const sections = Object.fromEntries(
      Object.entries(record.header.sections).filter(([name]) => !/^\d+\/\d+\./.test(name)),
    );
    const bare = { header: { ...record.header, sections }, data: record.data };
    render(
      <AgentsFigure
        record={bare}
        moment={{ step: 1, phase: 3 }}
        theme="light"
        selection={undefined}
        onSelect={vi.fn()}
        playing={false}
        speed={1}
      />,
    );
    expect(screen.getByText(/holds only the fit/)).toBeTruthy();
  });
});

describe('Meta-loss', () => {
  const reports: MetaStepReport[] = Array.from({ length: 40 }, (_, k) => ({
    metaStep: k,
    metaLoss: 0.02 / (k + 1),
    heldOut: [0.02, 0.01, 0.02 / (k + 1)],
    elapsedMs: k,
  }));

  it('is empty before the first meta-step', () => {
    render(<MetaFigure reports={[]} theme="light" />);
    expect(screen.getByText(/no meta-steps yet/i)).toBeTruthy();
  });

  it('draws every inner step and sums up in words', () => {
    const { container } = render(<MetaFigure reports={reports} theme="light" />);
    expect(container.querySelectorAll('.fig-meta-family')).toHaveLength(3);
    expect(screen.getByText(/meta-loss went from \.0200 at meta-step 0 to \.00050 at meta-step 39/i)).toBeTruthy();
  });

  it('gives exact values under the pointer', () => {
    const { container } = render(<MetaFigure reports={reports} theme="light" />);
    const hit = container.querySelector('.fig-hit')!;
    vi.spyOn(hit, 'getBoundingClientRect').mockReturnValue({ left: 0, width: 390 } as DOMRect);
    act(() => void fireEvent.pointerMove(hit, { clientX: 90 }));
    expect(screen.getByText(/^meta-step 9: \.0020$/)).toBeTruthy();
  });

  it('has a spark line with a text', () => {
    render(<MetaSparkline reports={reports} theme="light" />);
    expect(screen.getByRole('img', { name: /at meta-step 39/ })).toBeTruthy();
    cleanup();
    // On the axis of the checkpoints, which begins before the first report and ends where the run stands.
    const { container } = render(<MetaSparkline reports={reports} theme="light" span={{ first: 0, last: 78 }} />);
    expect(container.querySelector('.fig-spark-end')?.getAttribute('cx')).toBe(String(2 + (800 - 62) / 2));
  });
});

describe('Thumbnail', () => {
  it('is dashed in the future', () => {
    const { container } = render(<Thumbnail record={record} step={2} theme="light" future />);
    expect(container.querySelector('.fig-thumbnail-future')).not.toBeNull();
  });
});
