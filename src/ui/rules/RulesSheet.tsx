import { useEffect, useRef, useState, type KeyboardEvent } from 'react';

import { HELD_STEPS } from '../../checkpoints/types.ts';
import { sameRule } from '../../store/experiment/ruleKey.ts';
import { foundRows, ruleRows, sortedRows, type RuleColumn, type RuleRow } from '../../store/experiment/ruleRows.ts';
import { grouped, lossText, plural } from '../../viz/common/format.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { SortHead, wayOf } from '../parts/SortHead.tsx';
import './rules.css';

const COLUMNS: readonly (readonly [column: RuleColumn, name: string, title: string])[] = [
  ['title', 'Rule', 'By name'],
  ['horizon', 'Steps', 'Inner steps it was trained for'],
  [
    'holds',
    'Holds',
    `Inner steps until its mean loss is twice that after the last it was trained for; measured to ${HELD_STEPS}`,
  ],
  ['metaSteps', 'Meta-steps', 'How long it was trained'],
  ['loss', 'Loss', 'Mean loss on fresh points after the last of its steps, over fresh tasks'],
];

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
        {COLUMNS.map(([column, name, title]) => (
          <SortHead
            key={column}
            name={name}
            title={title}
            sorted={wayOf(order.by === column, order.down)}
            onSort={() => onOrder(next(column))}
          />
        ))}
      </tr>
    </thead>
  );
}

function Row({ row, current, onChoose }: { row: RuleRow; current: boolean; onChoose: () => void }) {
  const { title, group, horizon, holds, metaSteps, loss, tasks } = row;
  return (
    <tr data-current={current} onClick={onChoose}>
      <th scope="row">
        <button type="button" aria-current={current ? 'true' : undefined}>
          {title} <small>{group}</small>
        </button>
      </th>
      <td>{horizon ?? '–'}</td>
      <td>{holds === HELD_STEPS ? `${holds}+` : (holds ?? '–')}</td>
      <td>{metaSteps === 0 ? '–' : grouped(metaSteps)}</td>
      <td title={tasks === undefined ? 'Not measured' : `Over ${grouped(tasks)} tasks`}>
        {loss === undefined ? '–' : lossText(loss)}
      </td>
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
          {`${plural(rows.length, 'rule')}.${tasks === undefined ? '' : ` Loss: mean on fresh points after the last of its steps, over ${grouped(tasks)} tasks. Holds: the step until which that is at most doubled, measured to ${HELD_STEPS}.`}`}
        </p>
        <button type="button" className="btn" onClick={onWrite}>
          Write a rule …
        </button>
      </div>
    </Sheet>
  );
}
