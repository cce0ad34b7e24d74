// Every figure with data to stand on: the gallery shows them, and a test compares what they draw with a snapshot.

import type { ReactElement } from 'react';
import { PRESETS } from '../../../experiment/presets.ts';
import type { MetaStepReport } from '../../../protocol/messages.ts';
import { buildRecord, type EpisodeRecord } from '../../../record/episode.ts';
import type { EvaluationReport } from '../../../record/evaluation.ts';
import { OWN_SCALES } from '../../../record/agentChannel.ts';
import type { AgentRef } from '../../../record/moment.ts';
import type { Theme } from '../../../viz/common/palette.ts';
import { AgentsFigure } from '../../agents/AgentsFigure.tsx';
import type { AgentsStyle } from '../../agents/agentsProps.ts';
import { EvaluationPlot } from '../../evaluation/EvaluationPlot.tsx';
import { FitFigure } from '../../fit/FitFigure.tsx';
import { Thumbnail } from '../../fit/Thumbnail.tsx';
import { Inspector, type InspectorProps } from '../../inspector/Inspector.tsx';
import { MetaFigure } from '../../meta/MetaFigure.tsx';
import { MetaMap } from '../../meta/MetaMap.tsx';
import { MetaSparkline } from '../../meta/MetaSparkline.tsx';
import { read } from '../../../record/sections.ts';

/** The fixtures of `src/mplp/fixtures` that the specimens need, by name. */
export const SPECIMEN_FIXTURES = ['stateful-l2', 'stateless-l2'] as const;
export type SpecimenRecords = Readonly<Record<(typeof SPECIMEN_FIXTURES)[number], EpisodeRecord>>;

/** A figure as the page would show it. */
export interface Specimen {
  readonly name: string;
  /** CSS pixels it is given. */
  readonly width: number;
  readonly height: number;
  readonly draw: (theme: Theme) => ReactElement;
}

const REPORTS: readonly MetaStepReport[] = Array.from({ length: 40 }, (_, k) => ({
  metaStep: k,
  metaLoss: 0.02 / (k + 1) + 0.002 * Math.sin(k),
  heldOut: [0.02, 0.01 + 0.001 * Math.cos(k), 0.02 / (k + 1)],
  elapsedMs: k,
}));

const EVALUATION: EvaluationReport = {
  ...{ backend: 'wasm', tasks: 100, steps: 3, seed: 0, trainedSteps: 2, changes: [], wallMs: 5 },
  meanLoss: [0.025, 0.01, 0.002, 7],
  medianLoss: [0.022, 0.008, 0.001, Infinity],
  lowerQuartile: [0.01, 0.004, 0.0006, 0.5],
  upperQuartile: [0.04, 0.02, 0.003, Infinity],
  sdLoss: [0.01, 0.01, 0.001, 3],
  diverged: 60,
  shape: { stuck: [0, 17, 1, 4], explainedInside: [0, 0.5, 0.9, 0], explainedOutside: [0, 0, 0.9, 0] },
};

/** Two classes on a plane of 5 by 3 points, the border rising with every step. */
function boundaryRecord(like: EpisodeRecord): EpisodeRecord {
  const spec = { ...PRESETS.boundary.spec, recipe: { ...PRESETS.boundary.spec.recipe, batch: 2, innerSteps: 2 } };
  const points = [-1, 0, 1].flatMap((y) => [-5, -2.5, 0, 2.5, 5].map((x) => [x, y] as const));
  const classes = (height: number) => points.flatMap(([x, y]) => (y > height * Math.sin(x) ? [0.1, 0.9] : [0.8, 0.2]));
  const section = (values: readonly number[]) => ({
    data: Float32Array.from(values),
    shape: [values.length / 2, 2],
  });
  const steps = [0, 1, 2].map((s) => [`grid/${s}/prediction`, section(classes(s / 2))] as const);
  const batches = [1, 2].flatMap((s) => [
    [`${s}/input`, section([-3, 0.5, 2, -0.5 * s])] as const,
    [`${s}/target`, section([0, 1, 1, 0])] as const,
    [`${s}/prediction`, section([0.3, 0.7, s === 1 ? 0.2 : 0.8, s === 1 ? 0.8 : 0.2])] as const,
    [`${s}/loss`, section([0.1, 0.1, 0.2, 0.2])] as const,
  ]);
  return buildRecord(
    { ...like.header, spec, task: { amplitude: 0.8, phase: 0 } },
    {
      heldOutLoss: read.heldOutLoss(like),
      'grid/input': section(points.flat()),
      'grid/target': section(classes(0.8)),
      ...Object.fromEntries([...steps, ...batches]),
    },
  );
}

const ignore = () => undefined;
const WEIGHT: AgentRef = { group: '2.weight', unit: [1, 0] };
const BIAS: AgentRef = { group: '2.bias', unit: [1] };
const LOSS: AgentRef = { group: '5.loss', unit: [0] };

function fitSpecimens(record: EpisodeRecord): Specimen[] {
  const boundary = boundaryRecord(record);
  const sgd = {
    ...({ id: 'sgd', name: 'SGD', colour: 'var(--sgd)', dash: '4 2', start: 'random', measured: undefined } as const),
    losses: [0.4, 0.3, 0.25],
    predictions: [0, 0.1, 0.2].map((a) => Float32Array.from([-1, -0.5, 0, 0.5, 1], (x) => a * x)),
  };
  const fit = (name: string, of: EpisodeRecord, more: Partial<Parameters<typeof FitFigure>[0]> = {}): Specimen => ({
    name,
    width: 520,
    height: 300,
    draw: (theme) => <FitFigure record={of} moment={{ step: 2, phase: 1 }} theme={theme} {...more} />,
  });
  const small = (name: string, of: EpisodeRecord, future: boolean): Specimen => ({
    name,
    width: 160,
    height: 30,
    draw: (theme) => <Thumbnail record={of} step={2} theme={theme} future={future} />,
  });
  return [
    fit('fit, a line', record),
    fit('fit, a line, before learning', record, { moment: { step: 1, phase: 0 } }),
    fit('fit, a preview', record, { preview: 0 }),
    fit('fit, beside another learner', record, { lanes: [sgd] }),
    fit('fit, a border', boundary),
    small('thumbnail of a line', record, false),
    small('thumbnail of a line, in the future', record, true),
    small('thumbnail of a border', boundary, false),
  ];
}

function agentSpecimens(record: EpisodeRecord): Specimen[] {
  const agents = (name: string, phase: number, style: Partial<AgentsStyle>, chosen?: AgentRef): Specimen => ({
    name,
    width: 640,
    height: 360,
    draw: (theme) => (
      <AgentsFigure
        record={record}
        moment={{ step: 1, phase }}
        theme={theme}
        selection={chosen}
        onSelect={ignore}
        playing={false}
        speed={1}
        style={{ view: 'lines', colour: 'change', size: undefined, path: false, scale: OWN_SCALES, ...style }}
      />
    ),
  });
  return [
    agents('agents, lines, a layer speaking', 3, {}),
    agents('agents, lines, after the update', 5, {}, WEIGHT),
    agents('agents, weights, the path to one', 5, { colour: 'weight', path: true }, WEIGHT),
    agents('agents, grid, a message channel', 5, { view: 'grid', colour: 'message1', size: 'norm' }, BIAS),
  ];
}

function trainingSpecimens(): Specimen[] {
  const checkpoints = [
    { metaStep: 0, probeLoss: [0.4, 0.39, 0.38] },
    { metaStep: 20, probeLoss: [0.4, 0.2, 0.05] },
    { metaStep: 40 },
  ];
  return [
    { name: 'meta-loss', width: 420, height: 180, draw: (theme) => <MetaFigure reports={REPORTS} theme={theme} /> },
    {
      name: 'meta-loss in one line',
      width: 200,
      height: 24,
      draw: (theme) => <MetaSparkline reports={REPORTS} theme={theme} />,
    },
    {
      name: 'map of meta-steps by inner steps',
      width: 420,
      height: 120,
      draw: (theme) => (
        <MetaMap checkpoints={checkpoints} theme={theme} at={{ metaStep: 20, innerStep: 1 }} onGo={ignore} />
      ),
    },
    { name: 'evaluation', width: 232, height: 148, draw: () => <EvaluationPlot report={EVALUATION} others={[]} /> },
  ];
}

function inspectorSpecimens(stateful: EpisodeRecord, stateless: EpisodeRecord): Specimen[] {
  const inspect = (name: string, record: EpisodeRecord, selection: AgentRef, more: Partial<InspectorProps> = {}) => ({
    name,
    width: 348,
    height: 700,
    draw: (theme: Theme) => (
      <Inspector
        record={record}
        moment={{ step: 2, phase: 5 }}
        theme={theme}
        selection={selection}
        point={0}
        onPoint={ignore}
        {...more}
      />
    ),
  });
  return [
    inspect('inspector, a weight with memory', stateful, WEIGHT),
    inspect('inspector, a bias without memory', stateless, BIAS),
    inspect('inspector, a loss agent', stateful, LOSS),
    inspect('inspector, two agents', stateful, WEIGHT, { pinned: { group: '2.weight', unit: [0, 1] } }),
    inspect('inspector, a whole layer', stateful, WEIGHT, { whole: true }),
  ];
}

export function specimens(records: SpecimenRecords): Specimen[] {
  const { 'stateful-l2': stateful, 'stateless-l2': stateless } = records;
  return [
    ...fitSpecimens(stateful),
    ...agentSpecimens(stateful),
    ...trainingSpecimens(),
    ...inspectorSpecimens(stateful, stateless),
  ];
}
