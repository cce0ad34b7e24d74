import { useId } from 'react';
import type { FieldFault } from '../../formula/fields.ts';
import type { FormulaPart } from '../../formula/parse.ts';

const PART_WORDS: Readonly<Record<FormulaPart, string>> = { message: 'says', update: 'asks for', carry: 'keeps' };

export interface FieldProps {
  readonly kindName: string;
  readonly part: FormulaPart;
  readonly text: string;
  readonly fault: FieldFault | undefined;
  readonly onFocus: (field: HTMLInputElement) => void;
  readonly onChange: (text: string) => void;
}

/** One expression, with what is wrong in it below. */
export function Field({ kindName, part, text, fault, onFocus, onChange }: FieldProps) {
  const id = useId();
  return (
    <div className="write-field">
      <label htmlFor={id}>
        <span className="fig-hidden">{`${kindName} `}</span>
        {PART_WORDS[part]}
      </label>
      <input
        id={id}
        type="text"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        value={text}
        placeholder={part === 'carry' ? 'nothing' : undefined}
        aria-invalid={fault !== undefined}
        aria-describedby={fault && `${id}-fault`}
        onFocus={({ currentTarget }) => onFocus(currentTarget)}
        onChange={({ target }) => onChange(target.value)}
      />
      {fault !== undefined && (
        <p id={`${id}-fault`} className="write-fault" role="alert">
          <b>{`${kindName} ${PART_WORDS[part]}, column ${fault.column}:`}</b> {fault.says}
        </p>
      )}
    </div>
  );
}
