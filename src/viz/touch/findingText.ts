// Findings as files: Markdown with the numbers, and beside it a picture of the effects of each.

import { escaped } from '../../lib/xml.ts';
import type { Effect } from '../../record/measurement.ts';
import { VERDICT_WORDS } from '../../record/measurement.ts';
import type { Finding } from '../../record/finding.ts';
import { lossText, plural } from '../common/format.ts';
import { effectText, sharesText } from './effectWords.ts';
import { lesionModel } from './lesionModel.ts';

interface EffectRow {
  readonly label: string;
  readonly effect: Effect;
}

const NOTHING: Effect = { mean: NaN, low: NaN, high: NaN };
/** A map's picture shows so many, the largest. */
const MOST_ROWS = 40;

/** The effects of a finding: after every inner step, or of each that was silenced. */
function effectRows({ found }: Finding): EffectRow[] {
  if (found.kind === 'changes')
    return found.report.difference.map((effect, step) => ({ label: `step ${step}`, effect }));
  return lesionModel(found).cells.map(({ name, lesion: { effect } }) => ({ label: name, effect }));
}

/** `+.094`, its interval, and what it means: what a list shows of it. */
export function findingSummary({ found }: Finding): {
  readonly effect: string;
  readonly interval: string;
  readonly verdict: string;
} {
  if (found.kind === 'map') return { effect: '', interval: '', verdict: lesionModel(found).sentence };
  const { mean, interval } = effectText(found.report.difference.at(-1) ?? NOTHING);
  return { effect: mean, interval, verdict: VERDICT_WORDS[found.report.verdict] };
}

/** `Learned prior 2x10, 256 tasks, 2 steps, seed 0`. */
export function findingConditions({ rule, found }: Finding): string {
  const { tasks, steps, seed } = found.kind === 'changes' ? found.report : found;
  return `${rule.label}, ${plural(rule.metaSteps, 'meta-step')}, ${plural(tasks, 'task')}, ${plural(steps, 'step')}, seed ${seed}`;
}

const [LEFT, PLOT, RIGHT, ROW, TOP] = [170, 340, 200, 20, 34];

/** The effects with their 95 % intervals as one SVG file. */
function findingSvg(finding: Finding): string {
  const all = effectRows(finding);
  const rows = all.length <= MOST_ROWS ? all : largestOf(all);
  const values = rows.flatMap(({ effect: { low, high } }) => [low, high]).filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const x = (value: number) => LEFT + (PLOT * (value - low)) / (high - low || 1);
  const at = (value: number) => x(value).toFixed(1);
  const [width, height] = [LEFT + PLOT + RIGHT, TOP + ROW * rows.length + 12];
  const body = rows.map(({ label, effect }, i) => {
    const y = TOP + ROW * (i + 0.5);
    const { mean, interval } = effectText(effect);
    const drawn = [effect.low, effect.high, effect.mean].every(Number.isFinite);
    return [
      `<text x="${LEFT - 12}" y="${y + 4}" text-anchor="end">${escaped(label)}</text>`,
      ...(drawn
        ? [
            `<line x1="${at(effect.low)}" x2="${at(effect.high)}" y1="${y}" y2="${y}" stroke="#0b7a6c" stroke-width="3" stroke-opacity=".4"/>`,
            `<circle cx="${at(effect.mean)}" cy="${y}" r="3.5" fill="#0b7a6c"/>`,
          ]
        : []),
      `<text x="${LEFT + PLOT + 14}" y="${y + 4}">${escaped(drawn ? `${mean} (${interval})` : 'no number')}</text>`,
    ].join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="#1b1a17">`,
    `<title>${escaped(finding.name)}</title><rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${LEFT}" y="18" font-weight="600">Change of the loss, 95 % interval</text>`,
    `<line x1="${at(0)}" x2="${at(0)}" y1="${TOP - 6}" y2="${height - 8}" stroke="#a8a49a"/>`,
    ...body,
    '</svg>',
    '',
  ].join('\n');
}

function largestOf(rows: readonly EffectRow[]): EffectRow[] {
  return [...rows].sort((a, b) => Math.abs(b.effect.mean) - Math.abs(a.effect.mean)).slice(0, MOST_ROWS);
}

/** What stands in a line or a cell of Markdown as itself. */
const plain = (text: string) => text.replaceAll(/[\\`*_[\]<>|#]/g, String.raw`\$&`).replaceAll(/\s*\n\s*/g, ' ');

function numbersOf({ found }: Finding): string[] {
  if (found.kind === 'map') {
    const { sentence, rows } = lesionModel(found);
    const head = ['| silenced | effect | 95 % interval | coloured |', '| --- | ---: | --- | --- |'];
    return [sentence, '', ...head, ...rows.map((row) => `| ${row.map(plain).join(' | ')} |`)];
  }
  const { report } = found;
  const rows = report.difference.map((effect, step) => {
    const { mean, interval } = effectText(effect);
    const [intact, changed] = [report.intact, report.changed].map((losses) => lossText(losses[step] ?? NaN));
    return `| ${step} | ${intact ?? ''} | ${changed ?? ''} | ${mean} | ${interval} |`;
  });
  return [
    `**${effectText(report.difference.at(-1) ?? NOTHING).mean}: ${VERDICT_WORDS[report.verdict]}.** ${sharesText(report)}.`,
    '',
    '| step | intact | changed | difference | 95 % interval |',
    '| ---: | ---: | ---: | ---: | --- |',
    ...rows,
  ];
}

/** One finding: what was changed, numbers, picture, link and command. @param picture the name of its file. */
function findingMarkdown(finding: Finding, picture: string): string {
  const { name, note, version, keptMs, link, command, found } = finding;
  return [
    `## ${plain(name)}`,
    '',
    ...(note === '' ? [] : [...note.split('\n').map((line) => `> ${plain(line)}`), '']),
    `${plain(findingConditions(finding))}.${found.kind === 'changes' ? ` Changed: ${plain(found.words)}.` : ''} MPLP Lab ${version}, ${new Date(keptMs).toISOString().slice(0, 10)}.`,
    '',
    ...numbersOf(finding),
    '',
    `![Effects with 95 % intervals](${picture})`,
    '',
    `[Open in the lab](<${link}>)`,
    '',
    '```',
    command,
    '```',
    '',
  ].join('\n');
}

/** Findings as files of one folder: `findings.md` and a picture for each. */
export function findingFiles(findings: readonly Finding[]): { readonly name: string; readonly text: string }[] {
  const picture = (i: number) => `finding-${i + 1}.svg`;
  const parts = findings.map((finding, i) => findingMarkdown(finding, picture(i)));
  return [
    { name: 'findings.md', text: ['# Findings', '', ...parts].join('\n') },
    ...findings.map((finding, i) => ({ name: picture(i), text: findingSvg(finding) })),
  ];
}
