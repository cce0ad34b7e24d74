import { cleanup, render } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';

import { wrapTexts } from '../testing/translate.ts';

afterEach(cleanup);

interface SampleProps {
  readonly count: number;
  readonly more: boolean;
}

function Sample({ count, more }: SampleProps) {
  return (
    <div>
      {more && 'first '}
      <p>
        {count} steps{more ? ', more' : ''}
      </p>
      <p>
        <b>{count}</b> beside {more ? 'an element' : <i>another</i>}
      </p>
      <>
        {more ? 'alone' : null}
        in a fragment
      </>
      <svg>
        <text>
          at {count}
          <tspan>x</tspan>
        </text>
      </svg>
    </div>
  );
}

describe('texts in elements of their own', () => {
  it('reads as written', () => {
    const { container } = render(<Sample count={2} more />);
    expect(container.textContent).toBe('first 2 steps, more2 beside an elementalonein a fragmentat 2x');
    expect(container.querySelector('p')?.childNodes).toHaveLength(1);
    expect(container.querySelector('text')?.innerHTML).toBe('<tspan>at </tspan><tspan>2</tspan><tspan>x</tspan>');
  });

  it.each(['kept', 'replaced'] as const)(
    'follows the data while a translator wraps every text node, its nodes %s',
    (nodes) => {
      const page = render(<Sample count={2} more />);
      for (const [count, more] of [
        [3, false],
        [4, true],
        [4, false],
        [5, true],
      ] as const) {
        wrapTexts(page.container, nodes);
        page.rerender(<Sample count={count} more={more} />);
        const fresh = render(<Sample count={count} more={more} />);
        expect(page.container.textContent).toBe(fresh.container.textContent);
        fresh.unmount();
      }
      wrapTexts(page.container, nodes);
      page.unmount();
    },
  );
});
