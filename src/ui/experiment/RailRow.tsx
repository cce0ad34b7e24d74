import { useId, useState, type ReactNode } from 'react';

import { Icon } from '../parts/Icon.tsx';

interface RailRowProps {
  readonly name: string;
  /** What it came to, read without opening it. */
  readonly result: string;
  /** Open until the reader closes it. */
  readonly wanted?: boolean;
  readonly children: ReactNode;
}

/** A part of the rail that is closed until it is used; what is in it is loaded then. */
export function RailRow({ name, result, wanted = false, children }: RailRowProps) {
  const [asked, setAsked] = useState<boolean>();
  const title = useId();
  const open = asked ?? wanted;
  // Once loaded it stays, with what was set in it.
  const [seen, setSeen] = useState(open);
  if (open && !seen) setSeen(true);
  return (
    <section className="section rail-row" aria-labelledby={title}>
      <h2>
        <button type="button" aria-expanded={open} onClick={() => setAsked(!open)}>
          <Icon name="next" />
          <span id={title}>{name}</span>
          <small>{result}</small>
        </button>
      </h2>
      {seen && <div hidden={!open}>{children}</div>}
    </section>
  );
}
