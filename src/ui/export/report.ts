// What of the page goes into its report.

import { diffSpecs, textOfValue } from '../../experiment/diff.ts';
import { PRESETS } from '../../experiment/presets.ts';
import { phasesOf } from '../../record/moment.ts';
import { LAB_VERSION } from '../../record/version.ts';
import { messageOf } from '../../store/context.ts';
import { nearestPreset } from '../../store/experiment/experiment.ts';
import { episodeCommandLine } from '../../store/export/commandLine.ts';
import type { Lab } from '../../store/lab.ts';
import type { LabState } from '../../store/labStore.ts';
import { grouped } from '../../viz/common/format.ts';
import { reportHtml, type Report, type ReportFigure } from '../../viz/export/reportText.ts';
import { verdictOf } from '../../viz/fit/verdict.ts';
import { interventionWords } from '../../viz/touch/changeWords.ts';
import { phaseName } from '../clocks/narration.ts';
import { elementOf, EXPORT_FIGURES, fileName, tableOf, type ExportFile } from './figures.ts';
import { figureSvg } from './figureSvg.ts';

/** Rule, settings, task and moment. @throws where nothing is on show yet. */
function factsOf({ experiment, playback }: LabState): Report['facts'] {
  const { record, rule } = experiment;
  if (record === undefined) throw new Error('nothing is on show yet');
  const { spec, probe, metaStep, backend } = record.header;
  const preset = nearestPreset(spec);
  const changed = diffSpecs(PRESETS[preset].spec, spec).map(({ field, to }) => `${field} = ${textOfValue(to)}`);
  const { step, phase } = playback.moment;
  return [
    ['Rule', `${rule?.label ?? 'a rule'}, ${grouped(metaStep)} meta-steps`],
    ['Settings', `preset ${preset}${changed.length === 0 ? '' : `, but ${changed.join('; ')}`}`],
    ['Task', `seed ${probe.taskSeed}, network seed ${probe.networkSeed}, ${probe.steps} inner steps`],
    ...(probe.interventions === undefined
      ? []
      : [['Changed', probe.interventions.map((one) => interventionWords(spec, one)).join('; ')] as const]),
    ['Moment', `inner step ${step}, ${phaseName(phasesOf(spec)[phase])}`],
    ['Computed on', backend],
  ];
}

function pictureIn(element: HTMLElement, name: string): ReportFigure['picture'] {
  try {
    return { svg: figureSvg(element, `MPLP Lab: ${name}`).text };
  } catch (error) {
    return { why: messageOf(error) };
  }
}

function figuresOf(lab: Lab, state: LabState): ReportFigure[] {
  const figures: ReportFigure[] = [];
  for (const figure of EXPORT_FIGURES) {
    const element = elementOf(figure);
    const table = tableOf(figure.id, { state, reports: lab.reports.all });
    if (element === undefined && table === undefined) continue;
    figures.push({ name: figure.name, picture: element && pictureIn(element, figure.name), table });
  }
  return figures;
}

/** The page as it stands, as one HTML file. @throws where nothing is on show yet. */
export function reportFile(lab: Lab, date: Date): ExportFile {
  const state = lab.store.getState();
  const facts = factsOf(state);
  const { record } = state.experiment;
  const { title, more } = record === undefined ? { title: '', more: '' } : verdictOf(record);
  const report = {
    ...{ title, more, facts, figures: figuresOf(lab, state), link: lab.link() },
    ...episodeCommandLine(state.experiment),
  };
  const content = reportHtml(report, `Made with MPLP Lab ${LAB_VERSION}, ${date.toISOString().slice(0, 10)}.`);
  return { name: `${fileName(state, 'report')}.html`, type: 'text/html;charset=utf-8', content };
}
