import { useRef } from 'react';

import { useLab } from '../LabContext.tsx';
import { IconButton } from '../parts/IconButton.tsx';

const ACCEPT = '.mplp,.npy,application/octet-stream';

/** Opens rule files from disk: as an icon, or as a button with words. */
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
        multiple
        hidden
        aria-label="Rule file"
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = '';
          if (files.length > 0) void lab.importFiles(files);
        }}
      />
    </>
  );
}
