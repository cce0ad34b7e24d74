import { useEffect, useRef } from 'react';

import { useLab, useLabState } from '../LabContext.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { SHORTCUTS } from './shortcuts.ts';

/** The keys, and what the mouse can do. */
export function ShortcutSheet() {
  const lab = useLab();
  const open = useLabState((s) => s.appearance.shortcuts);
  const dialog = useRef<HTMLDialogElement>(null);
  const close = () => lab.appearance.close('shortcuts');
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className="sheet"
      aria-labelledby="shortcuts-title"
      onClose={close}
      onClick={(event) => event.target === dialog.current && close()}
    >
      <div className="sheet-head">
        <h2 id="shortcuts-title">Keyboard</h2>
        <IconButton icon="close" label="Close" onClick={close} />
      </div>
      <dl className="shortcuts">
        {SHORTCUTS.flatMap(({ sheet }) => sheet ?? []).map(({ keys, does }) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className="note">
        Click an agent to read it. Drag the timeline to any moment. Drop a rule file anywhere to open it.
      </p>
    </dialog>
  );
}
