// Every colour of the page. `src/ui/palette.css` gives SVG and HTML the same, as custom properties of the same names;
// it is written from here by `npx vitest run --project unit src/ui/tokens.test.ts -u`.

export type Theme = 'light' | 'dark';

const LIGHT = {
  bg: '#ffffff',
  rail: '#faf9f6',
  sunk: '#f2f0eb',
  raised: '#ffffff',
  ink: '#1a1c20',
  ink2: '#4b5058',
  ink3: '#656a72',
  ghost: '#b9b7b0',
  line: '#e7e4dd',
  line2: '#d6d2c8',
  accent: '#0a7566',
  'accent-ink': '#ffffff',
  'accent-soft': '#e3f1ee',
  'accent-line': '#b5d8d1',
  warn: '#8a5a00',
  'warn-soft': '#fdf3dc',
  bad: '#a3261f',
  'bad-soft': '#fcebe9',
  target: '#d9d5cb',
  mplp: '#0a7566',
  sgd: '#454a52',
  adam: '#7331c9',
  maml: '#ca3490',
  'meta-sgd': '#8a5a00',
  'meta-curvature': '#6d1f1f',
  rival: '#1f5fa8',
  shadow: '0 1px 2px rgba(26, 28, 32, 0.06), 0 0 0 1px rgba(26, 28, 32, 0.08)',
  'shadow-lg': '0 12px 32px rgba(26, 28, 32, 0.14), 0 0 0 1px rgba(26, 28, 32, 0.06)',
  'shadow-thumb': '0 1px 2px rgba(0, 0, 0, 0.15)',
  'shadow-segment': '0 1px 2px rgb(0 0 0 / 12%)',
  'shadow-tip': '0 6px 20px rgb(0 0 0 / 18%)',
  'shadow-dock': '0 -8px 24px rgba(0, 0, 0, 0.06)',
  scrim: 'rgba(26, 28, 32, 0.28)',
} as const;

/** A colour by its name, or a shadow. */
export type Palette = Readonly<Record<keyof typeof LIGHT, string>>;

export const PALETTES: Readonly<Record<Theme, Palette>> = {
  light: LIGHT,
  dark: {
    bg: '#101216',
    rail: '#15181d',
    sunk: '#1d2127',
    raised: '#262b33',
    ink: '#eceef1',
    ink2: '#b7bdc6',
    ink3: '#8d95a1',
    ghost: '#4a515c',
    line: '#23272e',
    line2: '#343a43',
    accent: '#45c6b1',
    'accent-ink': '#06211d',
    'accent-soft': '#14302c',
    'accent-line': '#25564e',
    warn: '#f0bd5e',
    'warn-soft': '#2f2611',
    bad: '#ff8d82',
    'bad-soft': '#361b19',
    target: '#3a404a',
    mplp: '#45c6b1',
    sgd: '#d8dee9',
    adam: '#a382e5',
    maml: '#e8507a',
    'meta-sgd': '#f0bd5e',
    'meta-curvature': '#ff6a3d',
    rival: '#7db4f5',
    shadow: '0 1px 2px rgba(0, 0, 0, 0.4), 0 0 0 1px rgba(255, 255, 255, 0.07)',
    'shadow-lg': '0 16px 40px rgba(0, 0, 0, 0.5), 0 0 0 1px rgba(255, 255, 255, 0.07)',
    'shadow-thumb': '0 1px 2px rgba(0, 0, 0, 0.15)',
    'shadow-segment': '0 1px 2px rgb(0 0 0 / 12%)',
    'shadow-tip': '0 6px 20px rgb(0 0 0 / 18%)',
    'shadow-dock': '0 -8px 24px rgba(0, 0, 0, 0.06)',
    scrim: 'rgba(0, 0, 0, 0.5)',
  },
};

/** Stops of the diverging scale, from -1 to 1; both scales are neutral at zero. */
export const DIVERGING: Readonly<Record<Theme, readonly string[]>> = {
  light: ['#16418f', '#3a6fc2', '#79a3de', '#bfd4f1', '#f3f1ec', '#fad4b2', '#f0a568', '#d6702a', '#a0440a'],
  dark: ['#a9ceff', '#5f9bea', '#346db4', '#284a78', '#262b32', '#65421f', '#a8641f', '#ea933d', '#ffce99'],
};

/** Stops of the sequential scale, from 0 to 1. */
export const SEQUENTIAL: Readonly<Record<Theme, readonly string[]>> = {
  light: ['#f3f1ec', '#c5d9d4', '#7fb0a7', '#38807a', '#0d4a45'],
  dark: ['#262b32', '#25504c', '#2d8076', '#59bcac', '#bdf3e6'],
};
