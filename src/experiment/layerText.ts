// Layers as compact text, for links and labels: `20r.20r.1` is 20 ReLU units, 20 ReLU units, one output.

import type { ActivationName, LayerSpec } from './types.ts';

const LETTERS: Readonly<Record<ActivationName, string>> = {
  relu: 'r',
  tanh: 't',
  sigmoid: 's',
  step: 'p',
  linear: 'l',
};
const SOFTMAX = 'x';

const LAYER_OF_LETTER: ReadonlyMap<string, LayerSpec> = new Map([
  ...Object.entries(LETTERS).map(([name, letter]): [string, LayerSpec] => {
    return [letter, { kind: 'activation', name: name as ActivationName }];
  }),
  [SOFTMAX, { kind: 'softmax' }],
]);

/** Each dense layer's units, the letters of what follows it, and a dot before the next dense layer. */
export function layersToText(layers: readonly LayerSpec[]): string {
  return layers
    .map((layer, index) => {
      if (layer.kind === 'dense') return `${index === 0 ? '' : '.'}${layer.units}`;
      return layer.kind === 'softmax' ? SOFTMAX : LETTERS[layer.name];
    })
    .join('');
}

/** The inverse of `layersToText`; undefined for text it does not write. Units are not checked. */
export function layersFromText(text: string): LayerSpec[] | undefined {
  if (!/^([a-z]+\.)?\d{1,6}[a-z]*(\.\d{1,6}[a-z]*)*$|^[a-z]+$/.test(text)) return undefined;
  const layers: LayerSpec[] = [];
  for (const token of text.match(/\d+|[a-z]/g) ?? []) {
    const layer = /\d/.test(token) ? ({ kind: 'dense', units: Number(token) } as const) : LAYER_OF_LETTER.get(token);
    if (layer === undefined) return undefined;
    layers.push(layer);
  }
  return layers;
}
