import { useState } from 'react';

import { zipOf } from '../../lib/zip.ts';
import type { Finding } from '../../record/finding.ts';
import { changeFinding, openFinding, putFinding, readFindings, removeFinding } from '../../store/touch/findings.ts';
import { findingConditions, findingFiles, findingSummary } from '../../viz/touch/findingText.ts';
import { saving } from '../export/saving.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { useKept } from '../parts/useKept.tsx';
import './findings.css';

interface TextProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder: string;
  readonly onChange: (value: string) => void;
}

/** A line that is changed where it stands: Enter or leaving it keeps the change, Escape takes it back. */
function Line({ label, value, placeholder, onChange }: TextProps) {
  const [text, setText] = useState(value);
  const keep = () => text !== value && onChange(text);
  return (
    <input
      className="finding-line"
      aria-label={label}
      placeholder={placeholder}
      maxLength={2000}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep();
        else if (event.key === 'Escape') setText(value);
        else return;
        event.stopPropagation();
      }}
    />
  );
}

interface RowProps {
  readonly finding: Finding;
  readonly onEdit: (change: Partial<Pick<Finding, 'name' | 'note'>>) => void;
  readonly onRemove: () => void;
}

function Row({ finding, onEdit, onRemove }: RowProps) {
  const lab = useLab();
  const { name, note, command } = finding;
  const { effect, interval, verdict } = findingSummary(finding);
  return (
    <li>
      <Line
        key={name}
        label={`Name of ${name}`}
        value={name}
        placeholder="Name"
        onChange={(to) => to.trim() !== '' && onEdit({ name: to.trim() })}
      />
      <p>
        {effect !== '' && <strong>{effect}</strong>} {verdict} {interval !== '' && <small>{interval}</small>}
      </p>
      <p className="note">{findingConditions(finding)}</p>
      <Line
        key={`note ${note}`}
        label={`Note on ${name}`}
        value={note}
        placeholder="Add a note"
        onChange={(to) => onEdit({ note: to.trim() })}
      />
      <div className="kept-acts">
        <button type="button" className="fig-button" onClick={() => void openFinding(lab, finding)}>
          Open
        </button>
        <button type="button" className="fig-button" onClick={() => lab.copyCommand({ command, note: '' })}>
          Copy command
        </button>
        <button type="button" className="fig-button" aria-label={`Delete ${name}`} onClick={onRemove}>
          Delete
        </button>
      </div>
    </li>
  );
}

function SaveButton({ findings }: { readonly findings: readonly Finding[] }) {
  const lab = useLab();
  const save = () =>
    saving(lab, () => {
      const encoder = new TextEncoder();
      const files = findingFiles(findings).map(({ name, text }) => ({ name, bytes: encoder.encode(text) }));
      lab.saveFile(zipOf(files), 'findings.zip', 'application/zip');
      return Promise.resolve();
    });
  return (
    <button
      type="button"
      className="btn btn-wide"
      title="A zip: Markdown with numbers, links and commands, and a picture for each"
      onClick={() => void save()}
    >
      Save as Markdown
    </button>
  );
}

/** What was measured and kept in this browser. */
export function Findings() {
  const lab = useLab();
  const { findings, findingsRefused } = useLabState((s) => s.touch);
  const { unread, act, remove, told, back } = useKept({
    read: readFindings,
    remove: removeFinding,
    put: putFinding,
    refused: findingsRefused,
  });
  return (
    <section className="touch" aria-label="Findings">
      {told}
      {findings === undefined && unread === undefined && <p role="status">Reading the findings …</p>}
      {findings?.length === 0 && (
        <p className="note">Nothing is kept yet. Measure a change or map lesions, then keep what was found.</p>
      )}
      {findings !== undefined && findings.length > 0 && (
        <>
          <ol className="findings">
            {findings.map((finding) => (
              <Row
                key={finding.id}
                finding={finding}
                onEdit={(change) => act(changeFinding(lab, finding.id, change))}
                onRemove={() => remove(finding, finding.name)}
              />
            ))}
          </ol>
          <SaveButton findings={findings} />
        </>
      )}
      {back}
    </section>
  );
}
