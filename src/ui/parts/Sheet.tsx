import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';

import { IconButton } from './IconButton.tsx';

export interface SheetProps {
  readonly title: string;
  readonly className?: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog over the page while it is mounted: Escape, its cross or a click beside it end it, and the focus returns. */
export function Sheet({ title, className = '', onClose, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Before it leaves the page: one that is no longer there gives no focus back.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`sheet ${className}`}
      aria-labelledby={heading}
      // What the browser closes unasked. Mounted twice while developing: the first one's event comes when the second is open.
      onClose={() => dialog.current?.open !== true && onClose()}
      // At once, and not when its own event comes: who opens it again before that would find it still open.
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className="sheet-head">
        <h2 id={heading}>{title}</h2>
        <IconButton icon="close" label="Close" onClick={onClose} />
      </div>
      {children}
    </dialog>
  );
}
