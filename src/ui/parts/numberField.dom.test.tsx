import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { NumberField, typedNumber } from './NumberField.tsx';

afterEach(cleanup);

const field = () => screen.getByRole<HTMLInputElement>('spinbutton', { name: 'Rate' });
const typeIn = (value: string) => fireEvent.change(field(), { target: { value } });

describe('NumberField', () => {
  it('reads a comma as a decimal point', () => {
    expect(['0,5', ' 0.001 ', '1e3', '\u22122', 'x', '', '1,2,3'].map(typedNumber)).toEqual([
      0.5,
      0.001,
      1000,
      -2,
      undefined,
      undefined,
      undefined,
    ]);
    const onInput = vi.fn();
    render(<NumberField label="Rate" value={1} min={0} max={10} step="any" onInput={onInput} />);
    typeIn('0,5');
    expect(onInput).toHaveBeenLastCalledWith(0.5);
  });

  it('says what is allowed instead of taking another number', () => {
    const onInput = vi.fn();
    render(<NumberField label="Rate" value={1} min={0} max={10} onInput={onInput} />);
    for (const text of ['0,5', '11', 'abc']) {
      typeIn(text);
      expect(screen.getByRole('status').textContent).toBe('A whole number from 0 to 10');
      expect(field().getAttribute('aria-invalid')).toBe('true');
    }
    expect(onInput).not.toHaveBeenCalled();
    fireEvent.blur(field());
    expect(field().value).toBe('1');
    expect(screen.queryByRole('status')).toBeNull();
  });

  it('steps with the arrow keys, within its limits', () => {
    const onInput = vi.fn();
    render(<NumberField label="Rate" value={9} min={0} max={10} onInput={onInput} />);
    for (const key of ['ArrowUp', 'ArrowUp']) fireEvent.keyDown(field(), { key });
    expect(onInput.mock.calls).toEqual([[10], [10]]);
    fireEvent.keyDown(field(), { key: 'ArrowDown' });
    expect(onInput).toHaveBeenLastCalledWith(9);
  });
});
