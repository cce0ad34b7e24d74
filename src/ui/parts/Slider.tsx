import { useId, useRef, type CSSProperties } from 'react';

import { fixed } from '../../viz/common/format.ts';

/** Key presses within this time are one change. */
const KEYS_REST_MS = 700;

export interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly disabled?: boolean;
  /** Live, while it moves. */
  readonly onInput: (value: number) => void;
  /** Once it rests, if it moved. */
  readonly onCommit: () => void;
}

/** A labelled range with its value beside it. */
export function Slider({ label, value, min, max, disabled = false, onInput, onCommit }: SliderProps) {
  const id = useId();
  const moved = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const share = max > min ? Math.max(0, Math.min(1, (value - min) / (max - min))) : 0;
  const commit = () => {
    clearTimeout(timer.current);
    if (moved.current) onCommit();
    moved.current = false;
  };
  return (
    <div className="row">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={0.01}
        value={value}
        disabled={disabled}
        style={{ '--share': `${share * 100}%` } as CSSProperties}
        onChange={(event) => {
          moved.current = true;
          onInput(Number(event.target.value));
        }}
        onPointerUp={commit}
        onKeyUp={() => {
          clearTimeout(timer.current);
          timer.current = setTimeout(commit, KEYS_REST_MS);
        }}
        onBlur={commit}
      />
      <output htmlFor={id}>{fixed(value, 2)}</output>
    </div>
  );
}
