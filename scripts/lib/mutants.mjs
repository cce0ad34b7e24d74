// Lines of the sources made wrong on purpose, and the test that must fail for each. Where a line moves, move it here too.

/**
 * @typedef {object} Mutant
 * @property {string} file
 * @property {string} from what stands there, once in the file.
 * @property {string} to what is wrong.
 * @property {string} test the test file that notices.
 */

/**
 * @param {string} file
 * @param {string} test beside it, or its path.
 * @param {readonly (readonly [from: string, to: string])[]} changes
 * @returns {Mutant[]}
 */
function of(file, test, changes) {
  return changes.map(([from, to]) => ({ file, from, to, test }));
}

/** What recipes rely on. */
const RECIPES = [
  ...of('src/training/standardise.ts', 'src/training/standardise.test.ts', [
    ['found.sum / found.count', 'found.sum'],
    ["rngFrom(spec.seeds.rule, 'standardise', index, t)", "rngFrom(spec.seeds.rule, 'standardise', 0, t)"],
    ['const shift = tf.neg(mean);', 'const shift = mean;'],
  ]),
  ...of('src/training/horizon.ts', 'src/training/horizon.test.ts', [
    ['if (metaStep < lengthenFrom) return shortestHorizon;', 'if (metaStep <= lengthenFrom) return shortestHorizon;'],
    ['warmUpSteps === 0 || metaStep < lengthenFrom', 'warmUpSteps === 0 || metaStep <= lengthenFrom'],
    ["'warm-up', metaStep, task)", "'warm-up', metaStep)"],
    ['(high - low + 1)', '(high - low)'],
  ]),
  ...of('src/training/flatOptimiser.ts', 'src/training/flatOptimiser.test.ts', [
    ['limit * upperMedian(lengths)', 'limit * Math.min(...lengths)'],
    ['factor / gradients.length', 'factor'],
  ]),
  ...of('src/numbers/warmUp.ts', 'src/training/warmUp.test.ts', [
    ['MOST_WARM_UP_LOSS = 4', 'MOST_WARM_UP_LOSS = Infinity'],
  ]),
  ...of('src/training/warmUp.ts', 'src/training/warmUp.test.ts', [['then <= limit', 'then <= 2 * limit']]),
  ...of('src/kernels/wasm/adaptation.ts', 'src/training/wasmEngine.test.ts', [
    ['limit ??= MOST_WARM_UP_LOSS * pass.forward', 'limit ??= Infinity * pass.forward'],
    ['{ before: warm > 0, after: true }', '{ before: false, after: true }'],
    ['this.innerStep(f, 0, warm, ', 'this.innerStep(f, 0, 0, '],
    ['stepSizesAt(ownStepSizes, done + k)', 'stepSizesAt(ownStepSizes, k)'],
    ['each === 1 ? 0 : 1', '1'],
    ['d *= f[flat + at]!;', ''],
  ]),
  ...of('src/training/optimiser.ts', 'src/training/optimiser.test.ts', [
    ['cosineShare(metaStep / recipe.metaSteps)', 'cosineShare((metaStep + 1) / recipe.metaSteps)'],
    ['trained ? (own[role] ?? 1) : 0', 'own[role] ?? 1'],
    ['STEP_SIZE_RATE = 10', 'STEP_SIZE_RATE = 1'],
  ]),
  ...of('src/cli/train.ts', 'src/cli/train.test.ts', [['rest === undefined ? from : restingFrom(from, rest)', 'from']]),
  ...of('src/experiment/layout.ts', 'src/training/stepSizes.test.ts', [
    ['Math.min(stepsDone, kept - 1)', 'stepsDone % kept'],
  ]),
  ...of('src/mplp/fresh.ts', 'src/training/stepSizes.test.ts', [
    ['to.copyWithin(at, at - each, at)', 'to.copyWithin(at, offset, offset + each)'],
    ["view.role === 'stepSizes') flat.fill(1,", "view.role === 'stepSizes') flat.fill(0.5,"],
    ['((step - 1) * size)', '(step * size)'],
    ['firstMoment: made(firstMoment)', 'firstMoment'],
  ]),
  ...of('src/kernels/webgpu/weightGradientShader.ts', 'src/kernels/webgpu/metaGradient.gpu.test.ts', [
    ["d * raw * P[${u('parameters')} + ${outputScale!}u];", 'd * raw;'],
    ['A[first + s * ${each}u] = 0.0;', 'A[first + s * ${each}u] = 1.0;'],
  ]),
  ...of('src/kernels/webgpu/backwardParts.ts', 'src/kernels/webgpu/metaGradient.gpu.test.ts', [
    ["ownAt % ${u('sizesEach')}", 'ownAt % 1u'],
  ]),
  ...of('src/numbers/optimiser.ts', 'src/numbers/optimiser.test.ts', [
    ['first: 1 - BETA1 ** step', 'first: 1 - BETA1 ** (step + 1)'],
    ['Math.min(1, limit / Math.max(length, 1e-30))', 'limit / Math.max(length, 1e-30)'],
    ['BETA2 * secondMoment[i]! + (1 - BETA2) * g * g', 'BETA2 * secondMoment[i]! + (1 - BETA2) * g'],
    ['Math.min(progress, 1)', 'progress'],
  ]),
  ...of('src/training/run.ts', 'src/training/run.test.ts', [
    ['this.trainer.metaSteps - this.startedAt >= metaSteps', 'this.trainer.metaSteps - this.startedAt > metaSteps'],
    ['this.recent.length < SMOOTHING', 'this.recent.length < 1'],
  ]),
  ...of('src/training/memory.ts', 'src/training/memory.test.ts', [
    ['const rows = batch * agentCount(spec)', 'const rows = agentCount(spec)'],
  ]),
];

/** What the page paints and says. */
const PAGE = [
  ...of('src/viz/agents/colourScale.ts', 'src/viz/agents/colourScale.test.ts', [
    ['peak: Math.max(a.peak, b.peak)', 'peak: Math.min(a.peak, b.peak)'],
    ['Math.max(peak, Math.abs(value))', 'Math.max(peak, value)'],
    [`across === 'all' ? top`, `across === 'group' ? top`],
  ]),
  ...of('src/viz/agents/facts.ts', 'src/viz/agents/facts.test.ts', [
    ['fact.strength > best.strength', 'fact.strength < best.strength'],
    ['times < 2', 'times < 20'],
  ]),
  ...of('src/viz/common/colour.ts', 'src/viz/common/colour.test.ts', [
    ['0.5 + 0.5 * value', '0.5 - 0.5 * value'],
    ['sequentialColour(theme, Math.abs(share))', 'sequentialColour(theme, share)'],
  ]),
  ...of('src/viz/agents/paintWeights.ts', 'src/viz/agents/paintWeights.test.ts', [
    ['channelColour(theme, frame.signed, value / frame.limit)', 'channelColour(theme, frame.signed, value)'],
  ]),
  ...of('src/viz/inspector/gates.ts', 'src/viz/inspector/gates.test.ts', [
    ['u * carryBefore[i]! + (1 - u) * candidate[i]!', 'u * candidate[i]! + (1 - u) * carryBefore[i]!'],
  ]),
  ...of('src/viz/fit/laneRanks.ts', 'src/viz/fit/laneRanks.test.ts', [
    ['order(a.here) - order(b.here)', 'order(b.here) - order(a.here)'],
    ['row.measured === least', 'row.measured !== least'],
    ['a.tasks === b.tasks && a.seed === b.seed', 'a.tasks === b.tasks || a.seed === b.seed'],
  ]),
  ...of('src/viz/meta/metaGeometry.ts', 'src/viz/meta/curvesOfLoss.test.ts', [['k + reach + 1', 'k + reach']]),
  ...of('src/viz/export/exportTables.ts', 'src/viz/export/exportTables.test.ts', [
    [`text.replaceAll('"', '""')`, 'text'],
  ]),
  ...of('src/ui/inspector/Equations.tsx', 'src/ui/inspector/equations.dom.test.tsx', [
    ["change.mean < 0 ? '+' : '−'", "change.mean < 0 ? '−' : '+'"],
    ["change.update < 0 ? '−' : '+'", "change.update < 0 ? '+' : '−'"],
    ['fixed(change.before + change.update, 4)', 'fixed(change.before - change.update, 4)'],
    ["{fixed(1 - keep, 2)} · {fixed(next, 2)} ={' '}", "{fixed(keep, 2)} · {fixed(next, 2)} ={' '}"],
  ]),
  ...of('src/ui/inspector/History.tsx', 'src/ui/drawings.dom.test.tsx', [
    ['0.72 * Math.sign(row.update)', '-0.72 * Math.sign(row.update)'],
  ]),
  ...of('src/ui/fit/LossChart.tsx', 'src/ui/figures.dom.test.tsx', [['step <= applied ?', 'step < applied ?']]),
  ...of('src/ui/clocks/narration.ts', 'src/ui/clocks/narration.test.ts', [
    ['step > spec.recipe.innerSteps', 'step >= spec.recipe.innerSteps'],
  ]),
  ...of('src/ui/meta/budget.ts', 'src/ui/meta/budget.test.ts', [['recipe.learningRate / 10', 'recipe.learningRate']]),
];

/** What the worker guards, and what the page's end of it keeps. */
const WORKER = [
  ...of('src/worker/session.ts', 'src/worker/session.test.ts', [
    ["await this.training.stop({ by: 'replaced', what: 'run' });", ''],
  ]),
  ...of('src/worker/trainingLoop.ts', 'src/worker/session.test.ts', [['run.trainer.dispose();', '']]),
  ...of('src/worker/trainingLoop.ts', 'src/worker/guards.test.ts', [
    ['      await this.end(run);\n    }\n  }\n\n  async singleStep', '    }\n  }\n\n  async singleStep'],
  ]),
  ...of('src/worker/session.ts', 'src/worker/guards.test.ts', [
    ["await this.training.stop({ by: 'replaced', what: 'rule' });", ''],
    ['command.protocolVersion !== PROTOCOL_VERSION', 'false'],
    ["throw new RefusedRequest('backend', 'no backend runs yet')", 'return'],
  ]),
  ...of('src/worker/episodeStream.ts', 'src/worker/episodeStream.test.ts', [
    ['costMs * (1 / PROBE_SHARE - 1)', 'costMs'],
    ['this.waiting = { runId, record };\n      return;', 'return;'],
  ]),
  ...of('src/worker/evaluationRun.ts', 'src/worker/evaluationRun.test.ts', [
    ['!evaluation.finished && this.request.wants(requestId)', '!evaluation.finished'],
  ]),
  ...of('src/worker/ruleHistory.ts', 'src/worker/ruleHistory.test.ts', [
    ['step === first || step === last || isProtected(step)', 'step === first || isProtected(step)'],
  ]),
  ...of('src/worker/timeTravel.ts', 'src/worker/timeTravel.test.ts', [
    ['distance(a) - distance(b)', 'distance(b) - distance(a)'],
  ]),
  ...of('src/client/labClient.ts', 'src/client/labClient.test.ts', [
    ['event.runId !== this.episodeRun && event.runId !== this.trainingRun', 'false'],
    ['if (this.episodeRun === runId) this.episodeRun = before.episode;', ''],
    ['else this.unseen.push(event.seq);', ''],
  ]),
  ...of('src/protocol/answers.ts', 'src/client/labClient.test.ts', [["compare: 'compared'", "compare: 'rule'"]]),
];

/** Mathematics, tasks, files and commands. */
const CORE = [
  ...of('src/lib/rng.ts', 'src/lib/rng.test.ts', [["keys.join('\\u0000')", "keys.join('')"]]),
  ...of('src/lib/statistics.ts', 'src/lib/statistics.test.ts', [['values.length >> 1', '(values.length - 1) >> 1']]),
  ...of('src/experiment/outside.ts', 'src/experiment/outside.test.ts', [['step <= steps', 'step < steps']]),
  ...of('src/experiment/validate.ts', 'src/experiment/validate.test.ts', [
    ['shortestHorizon <= innerSteps', 'shortestHorizon <= innerSteps + 1'],
  ]),
  ...of('src/link/link.ts', 'src/link/link.test.ts', [['phase <= last ? undefined', 'phase <= last + 1 ? undefined']]),
  ...of('src/record/moment.ts', 'src/record/moment.test.ts', [
    ["kind === 'update' ? moment.step : moment.step - 1", "kind === 'update' ? moment.step + 1 : moment.step"],
  ]),
  ...of('src/record/npz.ts', 'src/record/npz.test.ts', [
    ['view.setFloat32(start + 4 * i, value, true)', 'view.setFloat32(start + 4 * i, value)'],
  ]),
  ...of('src/tasks/draw.ts', 'src/tasks/sinusoid/sinusoid.test.ts', [
    ["rngFrom(probe.taskSeed, 'batch', step)", "rngFrom(probe.taskSeed, 'batch')"],
  ]),
  ...of('src/tasks/streams.ts', 'src/tasks/sinusoid/sinusoid.test.ts', [
    ["rngFrom(seed, 'train', metaStep, taskIndex)", "rngFrom(seed, 'train', metaStep)"],
  ]),
  ...of('src/mplp/innerStep.ts', 'src/mplp/fixtures.test.ts', [
    [
      'tf.sub(mean, parameter(parameters, `${group.output}.mean`))',
      'tf.add(mean, parameter(parameters, `${group.output}.mean`))',
    ],
  ]),
  ...of('src/mplp/innerStep.ts', 'src/mplp/innerStep.test.ts', [
    ['tf.slice(carry, [0, 0], [tasks, samples])', 'tf.slice(carry, [0, slots - samples], [tasks, samples])'],
  ]),
  ...of('src/mplp/learner.ts', 'src/mplp/fixtures.test.ts', [['[0, group.carry - rule.messageSize]', '[0, 0]']]),
  ...of('src/kernels/wasm/networkPass.ts', 'src/kernels/wasm/networkPass.test.ts', [
    ['output < CLIP || output > 1 - CLIP', 'false'],
    ['f[dx + i]! += stored - d * Math.sign(target - output)', 'f[dx + i]! += stored + d * Math.sign(target - output)'],
  ]),
  ...of('src/numbers/functions.ts', 'src/numbers/functions.test.ts', [
    ['slope: (_, y) => 1 - y * y', 'slope: (_, y) => 1 - y'],
    ['-2 * y * (1 - y * y)', '2 * y * (1 - y * y)'],
    ['Math.log(clipped(y))]', 'Math.log(y)]'],
  ]),
  ...of('src/experiment/topology.ts', 'src/experiment/topology.test.ts', [
    ['neighbour(id, 1)', 'neighbour(id, -1)'],
    ['index === 0 ? undefined : index - 1', 'index === 0 ? undefined : index'],
  ]),
  ...of('src/experiment/ruleKinds.ts', 'src/experiment/layout.test.ts', [
    ['Number(ownsParameter) + rule.hiddenSize + rule.messageSize', 'rule.hiddenSize + rule.messageSize'],
  ]),
  ...of('src/record/sections.ts', 'src/training/episode.test.ts', [
    ["from: apart === 'raw' ? 0 : group.carry - count", 'from: 0'],
  ]),
  ...of('src/kernels/wasm/assembly/stateful.ts', 'src/kernels/wasm/adaptation.test.ts', [
    [
      'const before = carry ? v128.load(carry + r) : f32x4.splat(0);\n      v128.store',
      'const before = f32x4.splat(0);\n      v128.store',
    ],
  ]),
  ...of('src/baselines/adapt.ts', 'src/baselines/adapt.test.ts', [
    ['gradient.fill(0);', ''],
    ['direction(gradient, k + 1)', 'direction(gradient, 1)'],
  ]),
  ...of('src/baselines/precondition.ts', 'src/baselines/metaGradient.test.ts', [
    ['dr[0]! -= back[i]! * g[i]!;', 'dr[0]! += back[i]! * g[i]!;'],
    ['addBack(this.onLeft, by.a, toRight, own);', 'addBack(this.onLeft, by.a, toLeft, own);'],
  ]),
  ...of('src/training/draw.ts', 'src/training/draw.test.ts', [
    ['stream.network ?? stream', 'stream'],
    ['noisy(each, noise, rng.noise ?? rng)', 'noisy(each, noise, rng)'],
  ]),
  ...of('src/cli/resultsText.ts', 'src/cli/results.test.ts', [[' && rule.task === undefined', '']]),
  ...of('src/checkpoints/format.ts', 'src/checkpoints/format.test.ts', [
    ['crc32Text(new Uint8Array(bytes, start)) !== manifest.value.crc32', 'false'],
    ['firstMoment: vector(1), secondMoment: vector(2)', 'firstMoment: vector(2), secondMoment: vector(1)'],
  ]),
  ...of('src/cli/average.ts', 'src/cli/average.test.ts', [["role === 'outputScale'", "role === 'outputMean'"]]),
  ...of('src/cli/settings.ts', 'src/cli/settings.test.ts', [['!Object.hasOwn(spec, section)', 'false']]),
  ...of('src/store/common/latestOnly.ts', 'src/store/common/latestOnly.test.ts', [
    ['if (busy) waiting = { value };', 'if (busy) waiting ??= { value };'],
  ]),
  ...of('src/store/meta/progress.ts', 'src/store/meta/progress.test.ts', [
    ['Math.max(0, Math.min(...limits))', 'Math.max(0, ...limits)'],
  ]),
  ...of('src/store/clocks/playback.ts', 'src/store/clocks/playback.test.ts', [
    ['steps * shape.phases - 1', 'steps * shape.phases'],
  ]),
  ...of('src/store/target/ownTarget.ts', 'src/store/target/ownTarget.test.ts', [
    ['points.length >= MOST_POINTS', 'points.length > MOST_POINTS'],
  ]),
  ...of('src/store/clocks/timeTravel.ts', 'src/store/clocks/timeTravel.test.ts', [['step < live', 'step <= live']]),
  ...of('src/store/experiment/suggestion.ts', 'src/store/experiment/suggestion.test.ts', [
    ['startOfShipped(rule) === startIn(spec)', 'true'],
  ]),
  ...of('src/experiment/interventions.ts', 'src/experiment/interventions.test.ts', [
    ['places.some(({ agents }) => agents !== undefined)', 'false'],
  ]),
  ...of('src/formula/refuse.ts', 'src/formula/parse.test.ts', [
    ['network, kindsAt({ ...spec, network }, one))', 'network, [])'],
  ]),
];

/** @type {readonly Mutant[]} */
export const MUTANTS = [...RECIPES, ...PAGE, ...WORKER, ...CORE];
