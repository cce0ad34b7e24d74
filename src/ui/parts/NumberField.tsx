import { useId, useRef, useState } from 'react';

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

/** A labelled number; what is typed stays as typed until the field is left. */
export function NumberField(props: NumberFieldProps) {
  const { label, value, min, max, step = 1, unit, placeholder, title, onInput, onClear, onCommit } = props;
  const id = useId();
  const [draft, setDraft] = useState<string>();
  const changed = useRef(false);
  const commit = () => {
    setDraft(undefined);
    if (changed.current) onCommit?.();
    changed.current = false;
  };
  const type = (text: string) => {
    setDraft(text);
    const number = Number(text);
    if (text.trim() === '') onClear?.();
    else if (
      Number.isFinite(number) &&
      number >= min &&
      number <= max &&
      (step === 'any' || Number.isInteger(number))
    ) {
      changed.current = true;
      onInput(number);
    }
  };
  return (
    <div className="row" title={title}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="number"
        className="number"
        inputMode={step === 'any' ? 'decimal' : 'numeric'}
        min={min}
        max={max}
        step={step}
        placeholder={placeholder}
        value={draft ?? value ?? ''}
        onChange={(event) => type(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
        }}
      />
      {unit !== undefined && <span className="unit">{unit}</span>}
    </div>
  );
}
