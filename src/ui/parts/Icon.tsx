// The page's icons: 16 by 16, one stroke weight, the colour of the text.

const STROKED = {
  link: 'M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7l-.9.9M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.2 9.1a2.6 2.6 0 0 0 3.7 3.7l.9-.9',
  download: 'M8 2.5v7.5M4.8 7L8 10.2 11.2 7M3 12.8h10',
  open: 'M8 10.2V2.7M4.8 5.8L8 2.6l3.2 3.2M3 12.8h10',
  pencil:
    'M3 13l.7-3L10.500 3.200a1.200 1.200 0 0 1 1.700 0l.6.6a1.200 1.200 0 0 1 0 1.700L6 12.300zM9.200 4.500l2.300 2.300',
  help: 'M8 14a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM6.3 6.3a1.75 1.75 0 1 1 2.5 1.6c-.5.3-.8.6-.8 1.2M8 11.4v.1',
  first: 'M3.5 3v10M12.5 3.5L6 8l6.5 4.5z',
  previous: 'M10 3.500L5.500 8l4.500 4.500',
  next: 'M6 3.500L10.500 8 6 12.500',
  last: 'M12.500 3v10M3.500 3.500L10 8l-6.500 4.500z',
  loop: 'M3 7.500A4 4 0 0 1 7 4h6M11 2l2 2-2 2M13 8.500A4 4 0 0 1 9 12H3M5 14l-2-2 2-2',
  refresh: 'M13 8a5 5 0 1 1-1.6-3.700M13.200 2.500v2.700h-2.700',
  undo: 'M5.500 3.500L3 6l2.500 2.500M3.200 6H9.500a3.500 3.500 0 0 1 0 7H6',
  redo: 'M10.500 3.500L13 6l-2.500 2.500M12.800 6H6.500a3.500 3.500 0 0 0 0 7H9',
  up: 'M3.500 10L8 5.500l4.500 4.500',
  down: 'M3.500 6L8 10.500l4.500-4.500',
  close: 'M4 4l8 8M12 4l-8 8',
  setup: 'M2.500 5h6M11.500 5h2M2.500 11h2M7.500 11h6M10 3.200v3.600M6 9.200v3.600',
  warning: 'M8 2.500l6 10.800H2zM8 6.600v3M8 11.500v.1',
  info: 'M8 14a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM8 7.400v3.600M8 5v.1',
  trash: 'M3 4.500h10M6.500 4.500V3h3v1.500M4.500 4.500l.6 8.500h5.800l.6-8.500M7 7v3.500M9 7v3.500',
  bookmark: 'M4 2.800h8v10.400l-4-2.800-4 2.800z',
} as const;

const FILLED = {
  more: 'M3 9.4a1.4 1.4 0 1 1 0-2.8 1.4 1.4 0 0 1 0 2.8zM8 9.4a1.4 1.4 0 1 1 0-2.8 1.4 1.4 0 0 1 0 2.8zM13 9.4a1.4 1.4 0 1 1 0-2.8 1.4 1.4 0 0 1 0 2.8z',
  play: 'M5 2.800v10.400a.6.6 0 0 0 .9.5l8-5.200a.6.6 0 0 0 0-1l-8-5.200a.6.6 0 0 0-.9.5z',
  pause:
    'M4.600 2.800h1.200a1 1 0 0 1 1 1v8.400a1 1 0 0 1-1 1H4.600a1 1 0 0 1-1-1V3.800a1 1 0 0 1 1-1zM10.200 2.800h1.200a1 1 0 0 1 1 1v8.400a1 1 0 0 1-1 1h-1.200a1 1 0 0 1-1-1V3.800a1 1 0 0 1 1-1z',
  stop: 'M4.500 3.500h7a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1z',
  theme: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zm0 1.500v9a4.500 4.500 0 0 1 0-9z',
} as const;

export type IconName = keyof typeof STROKED | keyof typeof FILLED;

export function Icon({ name }: { readonly name: IconName }) {
  if (name in FILLED) {
    return (
      <svg className="icon icon-filled" viewBox="0 0 16 16" aria-hidden="true">
        <path d={FILLED[name as keyof typeof FILLED]} />
      </svg>
    );
  }
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={STROKED[name as keyof typeof STROKED]} />
    </svg>
  );
}
