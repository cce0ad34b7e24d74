import { useState, type ReactNode, type ToggleEvent } from 'react';

import { IconButton, type IconButtonProps } from './IconButton.tsx';

interface PopoverProps extends IconButtonProps {
  readonly id: string;
  /** Of what opens, not of the button. */
  readonly paneClass?: string;
  /** What stands in it whether it is open or not. */
  readonly heading?: ReactNode;
  /** Mounted while it is open. */
  readonly children: ReactNode;
}

/** A button, and what it opens over the page: Escape or a click elsewhere closes it. */
export function Popover({ id, paneClass = '', heading, children, ...button }: PopoverProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton {...button} popoverTarget={id} />
      <div
        id={id}
        className={`popover ${paneClass}`}
        popover="auto"
        role="dialog"
        aria-label={button.label}
        onToggle={(event: ToggleEvent) => setOpen(event.newState === 'open')}
      >
        {heading}
        {open && children}
      </div>
    </>
  );
}
