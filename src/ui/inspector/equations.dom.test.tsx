// Every equation the inspector writes is true: what stands left of the last sign is what stands right of it.

import { cleanup, render } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AgentRef } from '../../record/moment.ts';
import { agentsOfGroup } from '../../record/moment.ts';
import { groupsOf } from '../../viz/agents/agentData.ts';
import { fixtureRecord } from '../../viz/testing/fixtureRecord.ts';
import { fakeLayout } from '../testing/fakeLayout.ts';
import { Inspector } from './Inspector.tsx';

const record = fixtureRecord('stateful-l2');

beforeEach(() => fakeLayout(348, 700));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const N = '([−+]?\\d*\\.?\\d+)';
/** The numbers of the line that has this form. */
function numbersOf(lines: readonly string[], form: string): number[] | undefined {
  const found = lines.map((line) => new RegExp(`^${form}$`).exec(line)).find((match) => match !== null);
  return found?.slice(1).map((text) => Number(text.replace('−', '-').replace(' ', '')));
}

function linesOf(agent: AgentRef, step: number, point: number): string[] {
  const { container } = render(
    <Inspector
      record={record}
      moment={{ step, phase: 5 }}
      theme="light"
      selection={agent}
      point={point}
      onPoint={vi.fn()}
    />,
  );
  const lines = [...container.querySelectorAll('.insp-equations dd')].map((line) => line.textContent.trim());
  cleanup();
  return lines;
}

const owners = groupsOf(record.header.spec).filter((group) => group.ownsParameter);
const agents = owners.flatMap((group) => [agentsOfGroup(group)[0]!, agentsOfGroup(group).at(-1)!]);
const cases = agents.flatMap((agent) => [1, 2].map((step) => ({ agent, step, name: agent.group })));

it.each(cases)('$name in step $step, and what its point asks for', ({ agent, step }) => {
  const lines = linesOf(agent, step, 1);
  const blended = numbersOf(lines, `= ${N} · ${N} \\+ ${N} · ${N} = ${N}`);
  const [keep = NaN, old = NaN, rest = NaN, next = NaN, asked = NaN] = blended ?? [];
  expect(keep + rest).toBeCloseTo(1, 2);
  expect(Math.abs(keep * old + rest * next - asked)).toBeLessThan(0.015);

  // The mean of all points, centred and scaled.
  const centred = numbersOf(lines, `= \\(d − μ\\) · s = \\(${N} ([−+] \\d*\\.?\\d+)\\) · ${N}`);
  const [raw = NaN, centre = NaN, scale = NaN] = centred ?? [];
  const [change = NaN] = numbersOf(lines, `= ${N}`) ?? [];
  const rounding = 0.001 * Math.abs(scale) + 0.00005 * Math.abs(raw + centre) + 0.00006;
  expect(Math.abs((raw + centre) * scale - change)).toBeLessThan(rounding);

  const [before = NaN, by = NaN, after = NaN] = numbersOf(lines, `← ${N} ([−+] \\d*\\.?\\d+) = ${N}`) ?? [];
  expect(by).toBeCloseTo(change, 3);
  expect(Math.abs(before + by - after)).toBeLessThan(0.00016);
});
