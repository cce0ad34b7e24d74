// WGSL of a learned rule: one agent of one sample of one task per invocation, inputs gathered where they lie.
// Values of many rows lie feature by feature, [feature][rows], so that neighbours read neighbours.

import type { GroupPlan } from '../plan.ts';
import type { RuleSpec } from '../../spec/types.ts';
import { CallNumbers, ENTRY, GROUP, HEADER, INDEX, learnerActivationOf } from './shader.ts';

/** Numbers of a rule call; offsets in floats. */
export const RULE_CALL = new CallNumbers([
  'rows',
  'samples',
  'inputs',
  'outputs',
  'parameters', // of the rule, then of its learner within it
  'learner',
  'shift',
  'scale',
  'outputScale',
  'message', // where the message comes from, [channels][messageRows]
  'messageRows',
  'own', // the agent's parameter, [T, I, O] or [T, O]
  'state0',
  'state1',
  'state2',
  'state3',
  'carry', // [C][rows]
  'out', // [C][rows], or raw update and message of a stateless rule
  'hasNext', // backward: gradient of `out` from the next inner step, [C][rows]
  'next',
  'messageGradient', // of the outgoing message, [M][messageGradientRows]
  'messageGradientRows',
  'ownGradient', // of the parameter after the step
  'input', // gradient of the standardised inputs, [width][rows]
  'carryGradient',
  'partial', // partial gradients of the learner, one for each workgroup
  'learnerSize',
  'groups',
  'f_messageFactor',
] as const);
const { u, f } = RULE_CALL;

/** A tensor of the learner: its offset in the learner. */
type Leaf = (name: string) => number;

/** What makes two groups share a program. */
export interface RuleShape {
  readonly rule: RuleSpec;
  readonly plan: GroupPlan;
  /** The memory before this step is not zero. */
  readonly hasCarry: boolean;
  /** Somebody hears the message. */
  readonly heard: boolean;
}

/** Channels of `out`: the carry, or raw update (where there is one) and message. */
export function outWidth({ rule, plan }: Pick<RuleShape, 'rule' | 'plan'>): number {
  return rule.stateful ? plan.group.carry : rule.messageSize + Number(plan.group.ownsParameter);
}

/** Text that tells programs apart. */
export function shapeKey({ rule, plan, hasCarry, heard }: RuleShape): string {
  const { kind, messageIn, states, ownsParameter } = plan.group;
  return [kind === 'weight', messageIn, states.length, ownsParameter, hasCarry && rule.stateful, heard].join('/');
}

const leafOf =
  (plan: GroupPlan): Leaf =>
  (name) =>
    plan.leaf(name) - plan.learner.offset;

/** t, b, i, o of the row; what a kind of agent shares. */
function rowText({ plan }: RuleShape): string {
  if (plan.group.kind !== 'weight') {
    return `let o = row % ${u('outputs')}; let tb = row / ${u('outputs')}; let t = tb / ${u('samples')};
  let heardAt = row; let ownAt = t * ${u('outputs')} + o; let sentAt = row;`;
  }
  return `let o = row % ${u('outputs')}; let tbi = row / ${u('outputs')}; let i = tbi % ${u('inputs')};
  let tb = tbi / ${u('inputs')}; let t = tb / ${u('samples')};
  let heardAt = tb * ${u('outputs')} + o; let ownAt = (t * ${u('inputs')} + i) * ${u('outputs')} + o; let sentAt = tbi;`;
}

/** x[0 .. width): message, own parameter, stored states, standardised. */
function gatherText({ plan }: RuleShape): string {
  const { group } = plan;
  const standardised = (value: string, entry: number) =>
    `(${value} + P[${u('parameters')} + ${u('shift')} + ${entry}u]) * P[${u('parameters')} + ${u('scale')} + ${entry}u]`;
  const m = group.messageIn;
  const lines = [
    `for (var m = 0u; m < ${m}u; m++) { x[m] = ${standardised(`A[${u('message')} + m * ${u('messageRows')} + heardAt]`, 0)}; }`,
  ];
  const stored = group.ownsParameter ? [`A[${u('own')} + ownAt]`] : [];
  const at = group.kind === 'weight' ? 'tbi' : 'row';
  const bases = [u('state0'), u('state1'), u('state2'), u('state3')];
  for (let s = stored.length, n = 0; s < group.states.length; s++, n++) stored.push(`A[${bases[n]!} + ${at}]`);
  stored.forEach((value, s) => lines.push(`x[${m + s}u] = ${standardised(value, 1 + s)};`));
  return lines.join('\n  ');
}

const param = (leaf: number) => `P[weights + ${leaf}u`;

/** `for j: y(j, sum)` with sum = bias + x K for a kernel [inputs, outputs] row-major. */
function dense(
  kernels: readonly { readonly kernel: number; readonly inputs: number; readonly x: (k: string) => string }[],
  bias: number | undefined,
  outputs: number,
  store: (j: string, sum: string) => string,
): string {
  const sums = kernels.map(
    ({ kernel, inputs, x }) =>
      `for (var k = 0u; k < ${inputs}u; k++) { sum += ${param(kernel)} + k * ${outputs}u + j] * ${x('k')}; }`,
  );
  const start = bias === undefined ? '0.0' : `${param(bias)} + j]`;
  return `for (var j = 0u; j < ${outputs}u; j++) { var sum = ${start}; ${sums.join(' ')} ${store('j', 'sum')} }`;
}

/** `for k: y(k, sum)` with sum = dy K^T. */
function denseBack(
  kernels: readonly { readonly kernel: number; readonly outputs: number; readonly dy: (j: string) => string }[],
  inputs: number,
  store: (k: string, sum: string) => string,
): string {
  const sums = kernels.map(
    ({ kernel, outputs, dy }) =>
      `for (var j = 0u; j < ${outputs}u; j++) { sum += ${param(kernel)} + k * ${outputs}u + j] * ${dy('j')}; }`,
  );
  return `for (var k = 0u; k < ${inputs}u; k++) { var sum = 0.0; ${sums.join(' ')} ${store('k', 'sum')} }`;
}

const local = (name: string) => (k: string) => `${name}[${k}]`;

/** Two hidden layers into arrays a and b. */
function hidden(rule: RuleSpec, leaf: Leaf, from: string, x: string | undefined, width: number, a: string, b: string) {
  const [h1, h2] = rule.learnerHidden;
  const first = x === undefined ? [] : [{ kernel: leaf(`${from}.0.kernel`), inputs: width, x: local(x) }];
  return [
    dense(first, leaf(`${from}.0.bias`), h1, (j, sum) => `${a}[${j}] = act(${sum});`),
    dense(
      [{ kernel: leaf(`${from}.1.kernel`), inputs: h1, x: local(a) }],
      leaf(`${from}.1.bias`),
      h2,
      (j, sum) => `${b}[${j}] = act(${sum});`,
    ),
  ].join('\n  ');
}

function statefulForward(shape: RuleShape): string {
  const { rule, plan, hasCarry } = shape;
  const leaf = leafOf(plan);
  const c = plan.group.carry;
  const [h1, h2] = rule.learnerHidden;
  const gru = (name: string) => leaf(`gru.${name}`);
  const gate = (name: string) =>
    dense(
      [
        { kernel: gru(`${name}Input`), inputs: plan.inputWidth, x: local('x') },
        ...(hasCarry ? [{ kernel: gru(`${name}Carry`), inputs: c, x: local('c') }] : []),
      ],
      gru(`${name}Bias`),
      c,
      (j, sum) => `${name}[${j}] = sigmoid_(${sum});`,
    );
  const carryText = hasCarry
    ? `for (var k = 0u; k < ${c}u; k++) { c[k] = A[${u('carry')} + k * ${u('rows')} + row]; }
  ${gate('reset')}
  for (var k = 0u; k < ${c}u; k++) { gated[k] = c[k] * reset[k]; }`
    : '';
  return `var c: array<f32, ${c}>; var update: array<f32, ${c}>; var reset: array<f32, ${c}>; var gated: array<f32, ${c}>;
  var a: array<f32, ${h1}>; var b: array<f32, ${h2}>; var p: array<f32, ${h1}>; var q: array<f32, ${h2}>;
  ${carryText}
  ${gate('update')}
  ${hidden(rule, leaf, 'gru.nextInput', 'x', plan.inputWidth, 'a', 'b')}
  ${hidden(rule, leaf, 'gru.nextCarry', hasCarry ? 'gated' : undefined, c, 'p', 'q')}
  ${dense(
    [
      { kernel: gru('nextInput.2.kernel'), inputs: h2, x: local('b') },
      { kernel: gru('nextCarry.2.kernel'), inputs: h2, x: local('q') },
    ],
    gru('nextBias'),
    c,
    (j, sum) => `let next = tanh_(${sum});
    A[${u('out')} + ${j} * ${u('rows')} + row] = next + update[${j}] * (c[${j}] - next);`,
  )}`;
}

/** Heads of a stateless rule: which perceptron fills which channels of `out`. */
function headsOf({ rule, plan, heard }: RuleShape): { name: string; outputs: number; from: number }[] {
  const owns = Number(plan.group.ownsParameter);
  return [
    ...(heard ? [{ name: 'message', outputs: rule.messageSize, from: owns }] : []),
    ...(owns === 1 ? [{ name: 'update', outputs: 1, from: 0 }] : []),
  ];
}

function statelessForward(shape: RuleShape): string {
  const { rule, plan } = shape;
  const leaf = leafOf(plan);
  const [h1, h2] = rule.learnerHidden;
  const heads = headsOf(shape).map(
    ({ name, outputs, from }) => `
  ${hidden(rule, leaf, name, 'x', plan.inputWidth, 'a', 'b')}
  ${dense(
    [{ kernel: leaf(`${name}.2.kernel`), inputs: h2, x: local('b') }],
    leaf(`${name}.2.bias`),
    outputs,
    (j, sum) => `A[${u('out')} + (${from}u + ${j}) * ${u('rows')} + row] = tanh_(${sum});`,
  )}`,
  );
  return `var a: array<f32, ${h1}>; var b: array<f32, ${h2}>;${heads.join('')}`;
}

/** The rule on all rows of one group. */
export function ruleForwardShader(shape: RuleShape): string {
  return `${HEADER}${learnerActivationOf(shape.rule.learnerActivation)}
${ENTRY} {
  let row = ${INDEX};
  if (row >= ${u('rows')}) { return; }
  let weights = ${u('parameters')} + ${u('learner')};
  var x: array<f32, ${shape.plan.inputWidth}>;
  ${rowText(shape)}
  ${gatherText(shape)}
  ${shape.rule.stateful ? statefulForward(shape) : statelessForward(shape)}
}`;
}

/** Places of features in a workgroup's scratch: [features][64]. */
class Scratch {
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
interface Product {
  readonly leaf: number;
  readonly x: string | undefined;
  readonly inputs: number;
  readonly dy: string;
  readonly outputs: number;
}

interface Backward {
  readonly scratch: Scratch;
  readonly products: readonly Product[];
  readonly text: string;
}

/** Hidden layers forward, values and slopes to scratch. */
function hiddenKept(
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
    `let y = act(${sum}); ${scratch.at(`${name}`)(j)} = y; ${scratch.at(`d${name}`)(j)} = slope(${sum}, y);`;
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
function hiddenBack(shape: RuleShape, scratch: Scratch, from: string, tag: string, dOut: string, outputs: number): string {
  const leaf = leafOf(shape.plan);
  const [h1, h2] = shape.rule.learnerHidden;
  const times = (name: string) => (k: string, sum: string) => `${scratch.at(name)(k)} *= ${sum};`;
  return [
    denseBack([{ kernel: leaf(`${from}.2.kernel`), outputs, dy: scratch.at(dOut) }], h2, times(`d${tag}2`)),
    denseBack([{ kernel: leaf(`${from}.1.kernel`), outputs: h2, dy: scratch.at(`d${tag}2`) }], h1, times(`d${tag}1`)),
  ].join('\n    ');
}

function perceptronProducts(shape: RuleShape, from: string, tag: string, x: string | undefined, width: number): Product[] {
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
function outGradient({ rule, plan, heard }: RuleShape, width: number, next: boolean): string {
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
      ? `d[0] += A[${u('ownGradient')} + ownAt] * P[${u('parameters')} + ${u('outputScale')}] / f32(${u('samples')});`
      : '',
  ].join('\n    ');
}

/** dx of every standardised input, times the standardiser's scale: the gradient of what was gathered. */
function inputGradient(
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

function statefulBackward(shape: RuleShape): Backward {
  const { rule, plan, hasCarry } = shape;
  const leaf = leafOf(plan);
  const gru = (name: string) => leaf(`gru.${name}`);
  const c = plan.group.carry;
  const [h1, h2] = rule.learnerHidden;
  const width = plan.inputWidth;
  const scratch = new Scratch();
  for (const [name, count] of [['x', width], ['c', c], ['gated', c], ['dUpdate', c], ['dReset', c], ['dNext', c]] as const)
    scratch.add(name, count);
  for (const tag of ['a', 'p']) {
    for (const [name, count] of [['1', h1], ['2', h2]] as const) {
      scratch.add(`${tag}${name}`, count);
      scratch.add(`d${tag}${name}`, count);
    }
  }
  const at = scratch.at;
  const gate = (name: string) =>
    dense(
      [
        { kernel: gru(`${name}Input`), inputs: width, x: at('x') },
        ...(hasCarry ? [{ kernel: gru(`${name}Carry`), inputs: c, x: at('c') }] : []),
      ],
      gru(`${name}Bias`),
      c,
      (j, sum) => `${name}[${j}] = sigmoid_(${sum});`,
    );
  const gates = hasCarry ? ['dUpdate', 'dReset'] : ['dUpdate'];
  const kernelOf = { dUpdate: 'update', dReset: 'reset' } as Readonly<Record<string, string>>;
  const text = `var update: array<f32, ${c}>; var reset: array<f32, ${c}>; var next: array<f32, ${c}>;
    for (var k = 0u; k < ${c}u; k++) { ${at('c')('k')} = ${hasCarry ? `A[${u('carry')} + k * ${u('rows')} + row]` : '0.0'}; }
    ${gate('update')}
    ${hasCarry ? gate('reset') : ''}
    for (var k = 0u; k < ${c}u; k++) { ${at('gated')('k')} = ${hasCarry ? `${at('c')('k')} * reset[k]` : '0.0'}; }
    ${hiddenKept(shape, scratch, 'gru.nextInput', at('x'), width, 'a')}
    ${hiddenKept(shape, scratch, 'gru.nextCarry', hasCarry ? at('gated') : undefined, c, 'p')}
    ${dense(
      [
        { kernel: gru('nextInput.2.kernel'), inputs: h2, x: at('a2') },
        { kernel: gru('nextCarry.2.kernel'), inputs: h2, x: at('p2') },
      ],
      gru('nextBias'),
      c,
      (j, sum) => `next[${j}] = tanh_(${sum});`,
    )}
    ${outGradient(shape, c, true)}
    for (var k = 0u; k < ${c}u; k++) {
      let keep = 1.0 - update[k];
      ${at('dNext')('k')} = d[k] * keep * (1.0 - next[k] * next[k]);
      ${at('dUpdate')('k')} = d[k] * (${at('c')('k')} - next[k]) * update[k] * keep;
      d[k] *= update[k];
    }
    ${hiddenBack(shape, scratch, 'gru.nextInput', 'a', 'dNext', c)}
    ${hiddenBack(shape, scratch, 'gru.nextCarry', 'p', 'dNext', c)}
    ${
      hasCarry
        ? denseBack(
            [{ kernel: gru('nextCarry.0.kernel'), outputs: h1, dy: at('dp1') }],
            c,
            (k, sum) => `${at('dReset')(k)} = ${sum} * ${at('c')(k)} * reset[${k}] * (1.0 - reset[${k}]); d[${k}] += ${sum} * reset[${k}];`,
          )
        : ''
    }
    ${inputGradient(shape, [
      { kernel: gru('nextInput.0.kernel'), outputs: h1, dy: at('da1') },
      ...gates.map((name) => ({ kernel: gru(`${kernelOf[name]!}Input`), outputs: c, dy: at(name) })),
    ])}
    ${
      hasCarry
        ? denseBack(
            gates.map((name) => ({ kernel: gru(`${kernelOf[name]!}Carry`), outputs: c, dy: at(name) })),
            c,
            (k, sum) => `A[${u('carryGradient')} + ${k} * ${u('rows')} + row] = d[${k}] + ${sum};`,
          )
        : ''
    }`;
  const products: Product[] = [
    ...gates.flatMap((dy): Product[] => [
      { leaf: gru(`${kernelOf[dy]!}Input`), x: 'x', inputs: width, dy, outputs: c },
      ...(hasCarry ? [{ leaf: gru(`${kernelOf[dy]!}Carry`), x: 'c', inputs: c, dy, outputs: c }] : []),
      { leaf: gru(`${kernelOf[dy]!}Bias`), x: undefined, inputs: 1, dy, outputs: c },
    ]),
    ...perceptronProducts(shape, 'gru.nextInput', 'a', 'x', width),
    { leaf: gru('nextInput.2.kernel'), x: 'a2', inputs: h2, dy: 'dNext', outputs: c },
    ...perceptronProducts(shape, 'gru.nextCarry', 'p', hasCarry ? 'gated' : undefined, c),
    { leaf: gru('nextCarry.2.kernel'), x: 'p2', inputs: h2, dy: 'dNext', outputs: c },
    { leaf: gru('nextBias'), x: undefined, inputs: 1, dy: 'dNext', outputs: c },
  ];
  return { scratch, products, text };
}

function statelessBackward(shape: RuleShape): Backward {
  const { rule, plan } = shape;
  const leaf = leafOf(plan);
  const [h1, h2] = rule.learnerHidden;
  const heads = headsOf(shape);
  const scratch = new Scratch();
  scratch.add('x', plan.inputWidth);
  for (const { name, outputs } of heads) {
    scratch.add(`d${name}`, outputs);
    for (const [layer, count] of [['1', h1], ['2', h2]] as const) {
      scratch.add(`${name}${layer}`, count);
      scratch.add(`d${name}${layer}`, count);
    }
  }
  const at = scratch.at;
  const text = [
    outGradient(shape, outWidth(shape), false),
    ...heads.map(
      ({ name, outputs, from }) => `${hiddenKept(shape, scratch, name, at('x'), plan.inputWidth, name)}
    ${dense(
      [{ kernel: leaf(`${name}.2.kernel`), inputs: h2, x: at(`${name}2`) }],
      leaf(`${name}.2.bias`),
      outputs,
      (j, sum) => `let y = tanh_(${sum}); ${at(`d${name}`)(j)} = d[${from}u + ${j}] * (1.0 - y * y);`,
    )}
    ${hiddenBack(shape, scratch, name, name, `d${name}`, outputs)}`,
    ),
    inputGradient(
      shape,
      heads.map(({ name }) => ({ kernel: leaf(`${name}.0.kernel`), outputs: h1, dy: at(`d${name}1`) })),
    ),
  ].join('\n    ');
  const products = heads.flatMap(({ name, outputs }): Product[] => [
    ...perceptronProducts(shape, name, name, 'x', plan.inputWidth),
    { leaf: leaf(`${name}.2.kernel`), x: `${name}2`, inputs: h2, dy: `d${name}`, outputs },
    { leaf: leaf(`${name}.2.bias`), x: undefined, inputs: 1, dy: `d${name}`, outputs },
  ]);
  return { scratch, products, text };
}

/** Features of scratch a workgroup needs for each of its rows. */
export function scratchFeatures(shape: RuleShape): number {
  return (shape.rule.stateful ? statefulBackward(shape) : statelessBackward(shape)).scratch.features;
}

/** Adds, for the 64 rows in scratch, x[k] dy[n] to the workgroup's own partial gradient. */
const OUTER = `
fn outer(base: u32, x: u32, inputs: u32, dy: u32, outputs: u32, to: u32, lane: u32) {
  for (var e = lane; e < inputs * outputs; e += ${GROUP}u) {
    let xs = base + (x + e / outputs) * ${GROUP}u;
    let ys = base + (dy + e % outputs) * ${GROUP}u;
    var sum = 0.0;
    for (var r = 0u; r < ${GROUP}u; r++) { sum += S[xs + r] * S[ys + r]; }
    G[to + e] += sum;
  }
}
fn outerBias(base: u32, dy: u32, outputs: u32, to: u32, lane: u32) {
  for (var e = lane; e < outputs; e += ${GROUP}u) {
    let ys = base + (dy + e) * ${GROUP}u;
    var sum = 0.0;
    for (var r = 0u; r < ${GROUP}u; r++) { sum += S[ys + r]; }
    G[to + e] += sum;
  }
}
`;

/**
 * The gradient of the rule on all rows of one group. A workgroup takes blocks of 64 rows in turn; its rows' values and
 * gradients meet in scratch, and their products go to its own partial gradient: no atomics, always the same order.
 */
export function ruleBackwardShader(shape: RuleShape): string {
  const { scratch, products, text } = shape.rule.stateful ? statefulBackward(shape) : statelessBackward(shape);
  const calls = products.map(({ leaf, x, inputs, dy, outputs }) => {
    const to = `partial + ${leaf}u, lane`;
    const from = `${scratch.offset(dy)}u, ${outputs}u`;
    return x === undefined
      ? `outerBias(base, ${from}, ${to});`
      : `outer(base, ${scratch.offset(x)}u, ${inputs}u, ${from}, ${to});`;
  });
  return `${HEADER}${learnerActivationOf(shape.rule.learnerActivation)}${OUTER}
@compute @workgroup_size(${GROUP})
fn main(@builtin(workgroup_id) wg: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let weights = ${u('parameters')} + ${u('learner')};
  let base = wg.x * ${scratch.features * GROUP}u;
  let mine = base + lane;
  let partial = ${u('partial')} + wg.x * ${u('learnerSize')};
  let blocks = (${u('rows')} + ${GROUP - 1}u) / ${GROUP}u;
  for (var block = wg.x; block < blocks; block += ${u('groups')}) {
    let row = block * ${GROUP}u + lane;
    if (row < ${u('rows')}) {
    var x: array<f32, ${shape.plan.inputWidth}>;
    ${rowText(shape)}
    ${gatherText(shape)}
    for (var k = 0u; k < ${shape.plan.inputWidth}u; k++) { ${scratch.at('x')('k')} = x[k]; }
    ${text}
    } else {
      for (var k = 0u; k < ${scratch.features}u; k++) { S[mine + k * ${GROUP}u] = 0.0; }
    }
    storageBarrier();
    ${calls.join('\n    ')}
    storageBarrier();
  }
}`;
}
