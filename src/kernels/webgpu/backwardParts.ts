// Pieces of the WGSL of a rule's gradient.

import { dense, denseBack, leafOf, RULE_CALL, type RuleShape } from './ruleShape.ts';
import { GROUP } from './shader.ts';

const { u, f } = RULE_CALL;

/** Places of features in a workgroup's scratch: [features][64]. */
export class Scratch {
  features = 0;
  private readonly places = new Map<string, number>();

  add(name: string, count: number): void {
    this.places.set(name, this.features);
    this.features += count;
  }

  /** WGSL of one feature of this invocation's row. */
  readonly at = (name: string) => (k: string) => `S[mine + (${this.offset(name)}u + ${k}) * ${GROUP}u]`;

  offset(name: string): number {
    return this.places.get(name)!;
  }
}

/** A product whose kernel's gradient is x (inputs, a feature of scratch; undefined for a bias) times dy. */
export interface Product {
  readonly leaf: number;
  readonly x: string | undefined;
  readonly inputs: number;
  readonly dy: string;
  readonly outputs: number;
}

export interface Backward {
  readonly scratch: Scratch;
  readonly products: readonly Product[];
  readonly text: string;
}

/** Hidden layers forward, values and slopes to scratch. */
export function hiddenKept(
  shape: RuleShape,
  scratch: Scratch,
  from: string,
  x: ((k: string) => string) | undefined,
  width: number,
  tag: string,
): string {
  const { rule, plan } = shape;
  const leaf = leafOf(plan);
  const [h1, h2] = rule.learnerHidden;
  const keep = (name: string) => (j: string, sum: string) =>
    `let y = act(${sum}); ${scratch.at(name)(j)} = y; ${scratch.at(`d${name}`)(j)} = slope(${sum}, y);`;
  const first = x === undefined ? [] : [{ kernel: leaf(`${from}.0.kernel`), inputs: width, x }];
  return [
    dense(first, leaf(`${from}.0.bias`), h1, keep(`${tag}1`)),
    dense(
      [{ kernel: leaf(`${from}.1.kernel`), inputs: h1, x: scratch.at(`${tag}1`) }],
      leaf(`${from}.1.bias`),
      h2,
      keep(`${tag}2`),
    ),
  ].join('\n    ');
}

/** From `dOut` through both hidden layers: slopes become gradients. */
export function hiddenBack(
  shape: RuleShape,
  scratch: Scratch,
  from: string,
  tag: string,
  dOut: string,
  outputs: number,
): string {
  const leaf = leafOf(shape.plan);
  const [h1, h2] = shape.rule.learnerHidden;
  const times = (name: string) => (k: string, sum: string) => `${scratch.at(name)(k)} *= ${sum};`;
  return [
    denseBack([{ kernel: leaf(`${from}.2.kernel`), outputs, dy: scratch.at(dOut) }], h2, times(`d${tag}2`)),
    denseBack([{ kernel: leaf(`${from}.1.kernel`), outputs: h2, dy: scratch.at(`d${tag}2`) }], h1, times(`d${tag}1`)),
  ].join('\n    ');
}

export function perceptronProducts(
  shape: RuleShape,
  from: string,
  tag: string,
  x: string | undefined,
  width: number,
): Product[] {
  const leaf = leafOf(shape.plan);
  const [h1, h2] = shape.rule.learnerHidden;
  return [
    ...(x === undefined ? [] : [{ leaf: leaf(`${from}.0.kernel`), x, inputs: width, dy: `d${tag}1`, outputs: h1 }]),
    { leaf: leaf(`${from}.0.bias`), x: undefined, inputs: 1, dy: `d${tag}1`, outputs: h1 },
    { leaf: leaf(`${from}.1.kernel`), x: `${tag}1`, inputs: h1, dy: `d${tag}2`, outputs: h2 },
    { leaf: leaf(`${from}.1.bias`), x: undefined, inputs: 1, dy: `d${tag}2`, outputs: h2 },
  ];
}

/** d(out channel j): from the next step, the message, the raw update. */
export function outGradient({ rule, plan, heard }: RuleShape, width: number, next: boolean): string {
  const { rows, messageGradient, messageGradientRows } = {
    rows: u('rows'),
    messageGradient: u('messageGradient'),
    messageGradientRows: u('messageGradientRows'),
  };
  const first = width - rule.messageSize;
  return [
    `var d: array<f32, ${width}>;`,
    next
      ? `if (${u('hasNext')} == 1u) { for (var j = 0u; j < ${width}u; j++) { d[j] = A[${u('next')} + j * ${rows} + row]; } }`
      : '',
    heard
      ? `for (var m = 0u; m < ${rule.messageSize}u; m++) { d[${first}u + m] += ${f('f_messageFactor')} * A[${messageGradient} + m * ${messageGradientRows} + sentAt]; }`
      : '',
    plan.group.ownsParameter
      ? `var size = P[${u('parameters')} + ${u('outputScale')}] / f32(${u('samples')});
    if (${u('stepSizes')} != 0u) { size *= P[${u('parameters')} + ${u('stepSizes')} + ownAt % ${u('sizesEach')}]; }
    d[0] += A[${u('ownGradient')} + ownAt] * size;`
      : '',
  ].join('\n    ');
}

/** dx of every standardised input, times the standardiser's scale: the gradient of what was gathered. */
export function inputGradient(
  { plan }: RuleShape,
  kernels: readonly { readonly kernel: number; readonly outputs: number; readonly dy: (j: string) => string }[],
): string {
  const entry = `select(0u, 1u + k - ${plan.group.messageIn}u, k >= ${plan.group.messageIn}u)`;
  return denseBack(
    kernels,
    plan.inputWidth,
    (k, sum) =>
      `A[${u('input')} + ${k} * ${u('rows')} + row] = ${sum} * P[${u('parameters')} + ${u('scale')} + ${entry}];`,
  );
}
