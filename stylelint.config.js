// Type, spacing and layers come from the scales in src/ui/tokens.css; colours from its palette.

/** @type {import('stylelint').Config} */
export default {
  extends: ['stylelint-config-standard'],
  ignoreFiles: ['dist/**', 'node_modules/**', 'src/ui/palette.css'],
  rules: {
    // Rules stand in the order of the page, not of their weight.
    'no-descending-specificity': null,
    'declaration-property-value-disallowed-list': {
      font: ['/px/'],
      'font-size': ['/px/'],
      'z-index': ['/^[0-9]/'],
    },
    // A class is a room's word and what it names: fig-header, insp-row.
    'selector-class-pattern': '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
  },
};
