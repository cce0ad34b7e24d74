import { useId, useRef, useState, type KeyboardEvent } from 'react';

export interface NumberFieldProps {
  readonly label: string;
  /** Undefined leaves the field empty. */
  readonly value: number | undefined;
  readonly min: number;
  readonly max: number;
  readonly step?: number | 'any';
  readonly unit?: string;
  readonly placeholder?: string;
  readonly title?: string;
  /** Live, for every number within the limits. */
  readonly onInput: (value: number) => void;
  /** The field was emptied; without it an empty field falls back to its value. */
  readonly onClear?: () => void;
  /** Once it is left or Enter is pressed, if it changed. */
  readonly onCommit?: () => void;
}

/** What was typed as a number: a comma is a decimal point, as on many keyboards; undefined where it is none. */
export function typedNumber(text: string): number | undefined {
  const plain = text.trim().replace(',', '.').replace('\u2212', '-');
  const number = Number(plain);
  return plain === '' || !Number.isFinite(number) ? undefined : number;
}

/** A labelled number; what is typed stays as typed until the field is left. Arrow keys step it. */
export function NumberField(props: NumberFieldProps) {
  const { label, value, min, max, step = 1, unit, placeholder, title, onInput, onClear, onCommit } = props;
  const id = useId();
  const [draft, setDraft] = useState<string>();
  const changed = useRef(false);
  const allowed = (number: number | undefined): number is number =>
    number !== undefined && number >= min && number <= max && (step === 'any' || Number.isInteger(number));
  const refused = draft !== undefined && draft.trim() !== '' && !allowed(typedNumber(draft));
  const commit = () => {
    setDraft(undefined);
    if (changed.current) onCommit?.();
    changed.current = false;
  };
  const type = (text: string) => {
    setDraft(text);
    const number = typedNumber(text);
    if (text.trim() === '') onClear?.();
    else if (allowed(number)) {
      changed.current = true;
      onInput(number);
    }
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') commit();
    const turn = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (turn === 0) return;
    event.preventDefault();
    const from = (draft === undefined ? value : typedNumber(draft)) ?? min;
    type(String(Math.min(max, Math.max(min, from + turn * (step === 'any' ? 1 : step)))));
  };
  return (
    <div className="row" title={title}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        // Not type=number: it drops a comma without a word and reads 0,5 as 5.
        type="text"
        role="spinbutton"
        className="number"
        inputMode={step === 'any' ? 'decimal' : 'numeric'}
        autoComplete="off"
        aria-valuemin={min}
        aria-valuemax={max}
        aria-valuenow={value}
        aria-invalid={refused}
        aria-describedby={refused ? `${id}-refused` : undefined}
        placeholder={placeholder}
        value={draft ?? value ?? ''}
        onChange={(event) => type(event.target.value)}
        onBlur={commit}
        onKeyDown={onKeyDown}
      />
      {unit !== undefined && <span className="unit">{unit}</span>}
      {refused && (
        <span id={`${id}-refused`} className="number-refused" role="status">
          {`${step === 'any' ? 'A number' : 'A whole number'} from ${min} to ${max}`}
        </span>
      )}
    </div>
  );
}
