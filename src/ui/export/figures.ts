// What can be exported: each figure's place on the page, its name and the table behind it.

import type { MetaStepReport } from '../../protocol/messages.ts';
import { sameProbe } from '../../experiment/diff.ts';
import type { EpisodeRecord } from '../../record/episode.ts';
import { agentToText, phasesOf, stepsApplied } from '../../record/moment.ts';
import { heldOutLosses } from '../../record/sections.ts';
import { changeWords, shownChange } from '../../store/ablation/ablation.ts';
import type { FileContent } from '../../store/export/download.ts';
import type { EmbedFigure } from '../../store/embed/embed.ts';
import type { LabState } from '../../store/labStore.ts';
import {
  agentsTable,
  csvOf,
  fitTable,
  inspectorTable,
  jsonOf,
  lossTable,
  metaTable,
  timelineTable,
  type Table,
} from '../../viz/export/exportTables.ts';
import { ablationTable, comparisonTable, evaluationTable } from '../../viz/export/foundTables.ts';
import { rankedLanes } from '../../viz/fit/laneRanks.ts';
import { drawnLanes, ownLane } from '../fit/LaneChips.tsx';
import { pictureOf, PICTURE_TYPES } from './figureSvg.ts';

export const FORMATS = ['svg', 'png', 'csv', 'json'] as const;
export type Format = (typeof FORMATS)[number];

const TYPES = {
  ...PICTURE_TYPES,
  csv: 'text/csv;charset=utf-8',
  json: 'application/json',
} as const satisfies Readonly<Record<Format, string>>;

/** What is on screen only while somebody compares. */
type Found = 'comparison' | 'ablation' | 'evaluation';

export interface ExportFigure {
  readonly id: EmbedFigure | Found;
  readonly name: string;
  readonly selector: string;
  /** Listed only while there is something of it. */
  readonly ifAny?: true;
}

export const EXPORT_FIGURES: readonly ExportFigure[] = [
  { id: 'fit', name: 'Fit', selector: '.fig-fit-plot' },
  { id: 'loss', name: 'Loss', selector: '.fig-loss' },
  { id: 'agents', name: 'Agents', selector: '.fig-agents' },
  { id: 'inspector', name: 'Inspector', selector: '.insp-inner' },
  { id: 'timeline', name: 'Timeline', selector: '.timeline-blocks' },
  { id: 'meta', name: 'Meta-loss', selector: '.fig-meta' },
  { id: 'comparison', name: 'Comparison', selector: '.fig-lanes', ifAny: true },
  { id: 'ablation', name: 'Ablation', selector: '.ablation-comparison .fig', ifAny: true },
  { id: 'evaluation', name: 'Evaluation', selector: '.evaluation .fig', ifAny: true },
];

/** The figure's element, where it is on screen. */
export function elementOf({ selector }: ExportFigure): HTMLElement | undefined {
  const element = document.querySelector<HTMLElement>(selector);
  return element !== null && element.getBoundingClientRect().width > 0 ? element : undefined;
}

export interface ExportSource {
  readonly state: LabState;
  readonly reports: readonly MetaStepReport[];
}

function laneTable(record: EpisodeRecord, state: LabState): Table | undefined {
  const lanes = drawnLanes(state);
  if (lanes.length === 0) return undefined;
  const { spec } = record.header;
  const step = stepsApplied(state.playback.moment, phasesOf(spec));
  return comparisonTable(rankedLanes(ownLane(state.experiment, heldOutLosses(record)), lanes, spec, step), step);
}

function changeTable(record: EpisodeRecord, state: LabState): Table | undefined {
  const change = shownChange(state);
  if (change === undefined || !sameProbe(change.from.probe, record.header.probe)) return undefined;
  const { from, to } = change;
  return ablationTable(changeWords(from.spec.rule, to), from.lane.losses, heldOutLosses(record));
}

function foundTable({ evaluation: { finished } }: LabState): Table | undefined {
  return finished && evaluationTable(finished.report, `${finished.rule.label}, meta-step ${finished.rule.metaSteps}`);
}

/** The table behind a figure; undefined while there is nothing to tell. */
export function tableOf(id: ExportFigure['id'], { state, reports }: ExportSource): Table | undefined {
  const { record } = state.experiment;
  if (id === 'meta') return reports.length === 0 ? undefined : metaTable(reports);
  if (record === undefined) return undefined;
  const { agent } = state.selection;
  switch (id) {
    case 'comparison':
      return laneTable(record, state);
    case 'ablation':
      return changeTable(record, state);
    case 'evaluation':
      return foundTable(state);
    case 'fit':
      return fitTable(record);
    case 'loss':
      return lossTable(record);
    case 'agents':
      return agentsTable(record, state.playback.moment, {
        colour: state.appearance.lineColour,
        size: state.appearance.agentSize,
      });
    case 'inspector':
      return agent && inspectorTable(record, agent);
    case 'timeline':
      return timelineTable(record);
  }
}

/** Where the numbers come from. */
function aboutOf(figure: ExportFigure, { experiment, playback, selection }: LabState): Record<string, unknown> {
  const header = experiment.record?.header;
  return {
    figure: figure.id,
    rule: experiment.rule?.shippedId ?? experiment.rule?.label ?? null,
    metaStep: header?.metaStep ?? null,
    backend: header?.backend ?? null,
    probe: header?.probe ?? null,
    task: header?.task ?? null,
    moment: playback.moment,
    selection: selection.agent === undefined ? null : agentToText(selection.agent),
    spec: header?.spec ?? null,
  };
}

export interface ExportFile {
  readonly name: string;
  readonly type: string;
  readonly content: FileContent;
}

/** What the files of the page are called: the task, the moment, the figure. */
export function fileName({ experiment, playback }: LabState, what: string): string {
  const { taskSeed } = experiment.record?.header.probe ?? experiment.probe;
  return `mplp-task${taskSeed}-step${playback.moment.step}.${playback.moment.phase}-${what}`;
}

/** @throws where the figure is not on screen, or has no numbers yet. */
export async function exportFile(figure: ExportFigure, format: Format, source: ExportSource): Promise<ExportFile> {
  const name = `${fileName(source.state, figure.id)}.${format}`;
  const type = TYPES[format];
  if (format === 'csv' || format === 'json') {
    const table = tableOf(figure.id, source);
    if (table === undefined) throw new Error(`the figure ${figure.name} has no numbers yet`);
    const text = format === 'csv' ? csvOf(table) : jsonOf(table, aboutOf(figure, source.state));
    return { name, type, content: text };
  }
  const element = elementOf(figure);
  if (element === undefined) throw new Error(`the figure ${figure.name} is not on screen`);
  return { name, type, content: await pictureOf(element, `MPLP Lab: ${figure.name}`, format) };
}
