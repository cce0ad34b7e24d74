// WGSL of a learned rule going forward: Eq. 10-12, or the two perceptrons of maths.md section 4.

import type { RuleSpec } from '../../experiment/types.ts';
import {
  dense,
  gatherText,
  headsOf,
  leafOf,
  local,
  rowText,
  RULE_CALL,
  type Leaf,
  type RuleShape,
} from './ruleShape.ts';
import { ENTRY, HEADER, INDEX, learnerActivationOf } from './shader.ts';
import { learnedKind, type LearnedKind } from '../../experiment/ruleKinds.ts';

const { u } = RULE_CALL;

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

const FORWARD: Readonly<Record<LearnedKind, (shape: RuleShape) => string>> = {
  stateless: statelessForward,
  stateful: statefulForward,
};

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
  ${FORWARD[learnedKind(shape.rule)](shape)}
}`;
}
