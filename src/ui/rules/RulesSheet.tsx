import { useEffect, useRef, useState, type KeyboardEvent } from 'react';

import { HELD_STEPS } from '../../checkpoints/types.ts';
import { sameRule } from '../../store/experiment/ruleKey.ts';
import {
  foundRows,
  ruleRows,
  ruleValue,
  sortedRows,
  type RuleColumn,
  type RuleRow,
} from '../../store/experiment/ruleRows.ts';
import { grouped, lossText, plural } from '../../viz/common/format.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { SortHead, wayOf } from '../parts/SortHead.tsx';
import './rules.css';

interface Column {
  readonly name: string;
  readonly title: string;
  readonly text?: (value: number) => string;
}

const COLUMNS: Readonly<Record<RuleColumn, Column>> = {
  title: { name: 'Rule', title: 'By name' },
  horizon: { name: 'Steps', title: 'Inner steps it was trained for' },
  loss: {
    name: 'Loss',
    title: 'Mean loss on fresh points after the last of its steps, over fresh tasks',
    text: lossText,
  },
  median: { name: 'Median', title: 'Half of the tasks are below it, after the last of its steps', text: lossText },
  worstPercentile: {
    name: 'Worst 1 %',
    title: 'One task in a hundred is above it, after the last of its steps',
    text: lossText,
  },
  holdsUntil: {
    name: 'Holds',
    title: `Inner steps until its mean loss is twice that after the last it was trained for; measured to ${HELD_STEPS}`,
    text: (value) => (value === HELD_STEPS ? `${value}+` : String(value)),
  },
  lossAtEnd: { name: `At ${HELD_STEPS}`, title: `Mean loss after ${HELD_STEPS} inner steps`, text: lossText },
  diverged: {
    name: 'Diverged',
    title: `How many of the tasks had diverged within ${HELD_STEPS} inner steps`,
    text: grouped,
  },
  metaSteps: {
    name: 'Meta-steps',
    title: 'How long it was trained',
    text: (value) => (value === 0 ? '–' : grouped(value)),
  },
  minutes: { name: 'Minutes', title: 'What this training takes on two threads', text: grouped },
};
const ORDER = Object.keys(COLUMNS) as readonly RuleColumn[]; // the keys of the record above

interface Order {
  readonly by: RuleColumn | undefined;
  readonly down: boolean;
}

interface HeadProps {
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
}

/** Names of the columns, which sort by them: once up, once down, once as they came. */
function Head({ order, onOrder }: HeadProps) {
  const next = (by: RuleColumn): Order =>
    order.by !== by ? { by, down: false } : order.down ? { by: undefined, down: false } : { by, down: true };
  return (
    <thead>
      <tr>
        {ORDER.map((column) => (
          <SortHead
            key={column}
            name={COLUMNS[column].name}
            title={COLUMNS[column].title}
            sorted={wayOf(order.by === column, order.down)}
            onSort={() => onOrder(next(column))}
          />
        ))}
      </tr>
    </thead>
  );
}

function Row({ row, current, onChoose }: { row: RuleRow; current: boolean; onChoose: () => void }) {
  const { title, group, setting } = row;
  return (
    <tr data-current={current} onClick={onChoose}>
      <th scope="row">
        <button type="button" aria-current={current ? 'true' : undefined}>
          {title} <small>{setting === undefined ? group : `${group}; ${setting}`}</small>
        </button>
      </th>
      {ORDER.slice(1).map((column) => {
        const value = ruleValue(row, column);
        const { text = String } = COLUMNS[column];
        return <td key={column}>{typeof value === 'number' ? text(value) : '–'}</td>;
      })}
    </tr>
  );
}

const WAYS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** Up and down between the search and the rules. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const way = WAYS[event.key];
  if (way === undefined) return;
  const places = [...event.currentTarget.querySelectorAll<HTMLElement>('input, tbody button')];
  const at = places.findIndex((place) => place === document.activeElement);
  places[at + way]?.focus();
  event.preventDefault();
}

/** Every rule there is, with what is known of it: search, sort, choose. */
export function RulesSheet({ onClose, onWrite }: { readonly onClose: () => void; readonly onWrite: () => void }) {
  const lab = useLab();
  const manifest = useLabState((s) => s.experiment.manifest);
  const saved = useLabState((s) => s.experiment.saved);
  const ruleKey = useLabState((s) => s.experiment.ruleKey);
  const [search, setSearch] = useState('');
  const [order, setOrder] = useState<Order>({ by: undefined, down: false });
  const searching = useRef<HTMLInputElement>(null);
  useEffect(() => searching.current?.focus(), []);
  const rows = sortedRows(foundRows(ruleRows({ manifest, saved }), search), order.by, order.down);
  const tasks = rows.find((row) => row.tasks !== undefined)?.tasks;
  const choose = ({ choice, key }: RuleRow) => {
    onClose();
    if (!sameRule(key, ruleKey)) void lab.experiment.choose(choice, { push: true });
  };
  return (
    <Sheet title="Rules" className="rules-sheet" onClose={onClose}>
      <div className="rules" onKeyDown={walk}>
        <input
          ref={searching}
          type="search"
          aria-label="Search the rules"
          placeholder="steady, stateful 4, untrained …"
          value={search}
          onChange={({ target }) => setSearch(target.value)}
          onKeyDown={({ key }) => key === 'Enter' && search !== '' && rows[0] !== undefined && choose(rows[0])}
        />
        <div className="rules-scroll" role="region" aria-label="Rules" tabIndex={-1}>
          <table>
            <Head order={order} onOrder={setOrder} />
            <tbody>
              {rows.map((row) => (
                <Row
                  key={`${row.key.kind}:${row.key.id}`}
                  row={row}
                  current={sameRule(row.key, ruleKey)}
                  onChoose={() => choose(row)}
                />
              ))}
            </tbody>
          </table>
          {rows.length === 0 && <p className="note">No rule is called that.</p>}
        </div>
        <p className="note" role="status">
          {`${plural(rows.length, 'rule')}.${tasks === undefined ? '' : ` Loss: mean on fresh points after the last of its steps, over ${grouped(tasks)} tasks. Holds: the step until which that is at most doubled, measured to ${HELD_STEPS}. Minutes: of its training on two threads.`}`}
        </p>
        <button type="button" className="btn" onClick={onWrite}>
          Write a rule …
        </button>
      </div>
    </Sheet>
  );
}
