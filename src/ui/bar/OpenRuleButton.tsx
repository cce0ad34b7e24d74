import { useRef } from 'react';

import { useLab } from '../LabContext.tsx';
import { IconButton } from '../parts/IconButton.tsx';

const ACCEPT = '.mplp,application/octet-stream';

/** Opens a rule file from disk: as an icon, or as a button with words. */
export function OpenRuleButton({ className, words }: { readonly className?: string; readonly words?: string }) {
  const lab = useLab();
  const input = useRef<HTMLInputElement>(null);
  const choose = () => input.current?.click();
  return (
    <>
      {words === undefined && (
        <IconButton icon="open" label="Open a rule file" className={className ?? ''} onClick={choose} />
      )}
      {words !== undefined && (
        <button type="button" className="btn" onClick={choose}>
          {words}
        </button>
      )}
      <input
        ref={input}
        type="file"
        accept={ACCEPT}
        hidden
        aria-label="Rule file"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file !== undefined) void lab.experiment.openFile(file);
        }}
      />
    </>
  );
}
