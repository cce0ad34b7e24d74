// WGSL of the gradient through a learned rule.

import {
  hiddenBack,
  hiddenKept,
  inputGradient,
  outGradient,
  perceptronProducts,
  Scratch,
  type Backward,
  type Product,
} from './backwardParts.ts';
import {
  dense,
  denseBack,
  gatherText,
  headsOf,
  leafOf,
  outWidth,
  rowText,
  RULE_CALL,
  type RuleShape,
} from './ruleShape.ts';
import { GROUP, HEADER, learnerActivationOf } from './shader.ts';
import { learnedKind, type LearnedKind } from '../../experiment/ruleKinds.ts';

const { u } = RULE_CALL;

function statefulPlaces({ rule, plan }: RuleShape): Scratch {
  const scratch = new Scratch();
  const [h1, h2] = rule.learnerHidden;
  scratch.add('x', plan.inputWidth);
  for (const name of ['c', 'gated', 'dUpdate', 'dReset', 'dNext']) scratch.add(name, plan.group.carry);
  for (const tag of ['a', 'p']) {
    for (const [layer, count] of [
      ['1', h1],
      ['2', h2],
    ] as const) {
      scratch.add(`${tag}${layer}`, count);
      scratch.add(`d${tag}${layer}`, count);
    }
  }
  return scratch;
}

/** The gates that have a gradient, by the place of theirs: with a memory of zeros the reset gate acts on nothing. */
function gatesOf(hasCarry: boolean): { readonly place: string; readonly name: string }[] {
  const update = { place: 'dUpdate', name: 'update' };
  return hasCarry ? [update, { place: 'dReset', name: 'reset' }] : [update];
}

/** The rule computed again, values and slopes to scratch, then `next`, `update` and `reset` in local arrays. */
function statefulAgain(shape: RuleShape, scratch: Scratch): string {
  const { plan, hasCarry } = shape;
  const gru = (name: string) => leafOf(plan)(`gru.${name}`);
  const c = plan.group.carry;
  const h2 = shape.rule.learnerHidden[1];
  const at = scratch.at;
  const gate = (name: string) =>
    dense(
      [
        { kernel: gru(`${name}Input`), inputs: plan.inputWidth, x: at('x') },
        ...(hasCarry ? [{ kernel: gru(`${name}Carry`), inputs: c, x: at('c') }] : []),
      ],
      gru(`${name}Bias`),
      c,
      (j, sum) => `${name}[${j}] = sigmoid_(${sum});`,
    );
  const last = [
    { kernel: gru('nextInput.2.kernel'), inputs: h2, x: at('a2') },
    { kernel: gru('nextCarry.2.kernel'), inputs: h2, x: at('p2') },
  ];
  return `var update: array<f32, ${c}>; var reset: array<f32, ${c}>; var next: array<f32, ${c}>;
    for (var k = 0u; k < ${c}u; k++) { ${at('c')('k')} = ${hasCarry ? `A[${u('carry')} + k * ${u('rows')} + row]` : '0.0'}; }
    ${gatesOf(hasCarry)
      .map(({ name }) => gate(name))
      .join('\n    ')}
    for (var k = 0u; k < ${c}u; k++) { ${at('gated')('k')} = ${hasCarry ? `${at('c')('k')} * reset[k]` : '0.0'}; }
    ${hiddenKept(shape, scratch, 'gru.nextInput', at('x'), plan.inputWidth, 'a')}
    ${hiddenKept(shape, scratch, 'gru.nextCarry', hasCarry ? at('gated') : undefined, c, 'p')}
    ${dense(last, gru('nextBias'), c, (j, sum) => `next[${j}] = tanh_(${sum});`)}`;
}

function statefulProducts(shape: RuleShape): Product[] {
  const { plan, hasCarry } = shape;
  const gru = (name: string) => leafOf(plan)(`gru.${name}`);
  const c = plan.group.carry;
  const h2 = shape.rule.learnerHidden[1];
  return [
    ...gatesOf(hasCarry).flatMap(({ place: dy, name }): Product[] => [
      { leaf: gru(`${name}Input`), x: 'x', inputs: plan.inputWidth, dy, outputs: c },
      ...(hasCarry ? [{ leaf: gru(`${name}Carry`), x: 'c', inputs: c, dy, outputs: c }] : []),
      { leaf: gru(`${name}Bias`), x: undefined, inputs: 1, dy, outputs: c },
    ]),
    ...perceptronProducts(shape, 'gru.nextInput', 'a', 'x', plan.inputWidth),
    { leaf: gru('nextInput.2.kernel'), x: 'a2', inputs: h2, dy: 'dNext', outputs: c },
    ...perceptronProducts(shape, 'gru.nextCarry', 'p', hasCarry ? 'gated' : undefined, c),
    { leaf: gru('nextCarry.2.kernel'), x: 'p2', inputs: h2, dy: 'dNext', outputs: c },
    { leaf: gru('nextBias'), x: undefined, inputs: 1, dy: 'dNext', outputs: c },
  ];
}

/** Through what the memory went into: the reset gate, the gated memory, both gates' carry kernels. */
function memoryBack(shape: RuleShape, scratch: Scratch): string {
  const { plan } = shape;
  const gru = (name: string) => leafOf(plan)(`gru.${name}`);
  const c = plan.group.carry;
  const at = scratch.at;
  const gated = denseBack(
    [{ kernel: gru('nextCarry.0.kernel'), outputs: shape.rule.learnerHidden[0], dy: at('dp1') }],
    c,
    (k, sum) =>
      `${at('dReset')(k)} = ${sum} * ${at('c')(k)} * reset[${k}] * (1.0 - reset[${k}]); d[${k}] += ${sum} * reset[${k}];`,
  );
  const kernels = gatesOf(true).map(({ place, name }) => ({ kernel: gru(`${name}Carry`), outputs: c, dy: at(place) }));
  return `${gated}
    ${denseBack(kernels, c, (k, sum) => `A[${u('carryGradient')} + ${k} * ${u('rows')} + row] = d[${k}] + ${sum};`)}`;
}

function statefulBackward(shape: RuleShape): Backward {
  const { rule, plan, hasCarry } = shape;
  const gru = (name: string) => leafOf(plan)(`gru.${name}`);
  const c = plan.group.carry;
  const scratch = statefulPlaces(shape);
  const at = scratch.at;
  const text = `${statefulAgain(shape, scratch)}
    ${outGradient(shape, c, true)}
    for (var k = 0u; k < ${c}u; k++) {
      let keep = 1.0 - update[k];
      ${at('dNext')('k')} = d[k] * keep * (1.0 - next[k] * next[k]);
      ${at('dUpdate')('k')} = d[k] * (${at('c')('k')} - next[k]) * update[k] * keep;
      d[k] *= update[k];
    }
    ${hiddenBack(shape, scratch, 'gru.nextInput', 'a', 'dNext', c)}
    ${hiddenBack(shape, scratch, 'gru.nextCarry', 'p', 'dNext', c)}
    ${hasCarry ? memoryBack(shape, scratch) : ''}
    ${inputGradient(shape, [
      { kernel: gru('nextInput.0.kernel'), outputs: rule.learnerHidden[0], dy: at('da1') },
      ...gatesOf(hasCarry).map(({ place, name }) => ({ kernel: gru(`${name}Input`), outputs: c, dy: at(place) })),
    ])}`;
  return { scratch, products: statefulProducts(shape), text };
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
    for (const [layer, count] of [
      ['1', h1],
      ['2', h2],
    ] as const) {
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

const BACKWARD: Readonly<Record<LearnedKind, (shape: RuleShape) => Backward>> = {
  stateless: statelessBackward,
  stateful: statefulBackward,
};

const backwardOf = (shape: RuleShape) => BACKWARD[learnedKind(shape.rule)](shape);

/** Features of scratch a workgroup needs for each of its rows. */
export function scratchFeatures(shape: RuleShape): number {
  return backwardOf(shape).scratch.features;
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
  const { scratch, products, text } = backwardOf(shape);
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
