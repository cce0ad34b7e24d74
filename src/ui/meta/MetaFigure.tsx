import { useState, type ReactNode } from 'react';
import type { MetaStepReport } from '../../protocol/messages.ts';
import type { Theme } from '../../viz/common/palette.ts';
import { lossText } from '../../viz/common/format.ts';
import { heldOutCount, type Smoothing } from '../../viz/meta/metaGeometry.ts';
import { HeldOutPlot } from './HeldOutPlot.tsx';
import { MetaLossPlot } from './MetaLossPlot.tsx';
import '../parts/figures.css';
import './meta.css';

export interface MetaFigureProps {
  /** In order of meta-steps. */
  readonly reports: readonly MetaStepReport[];
  readonly theme: Theme;
  readonly smoothing?: Smoothing;
  /** Stands at the end of the header. */
  readonly tools?: ReactNode;
}

function summary(reports: readonly MetaStepReport[]): string {
  const [first, last] = [reports[0], reports.at(-1)];
  if (first === undefined || last === undefined) return '';
  const held = last.heldOut.at(-1);
  const after = held === undefined ? '' : ` On fresh points the last inner step ends at ${lossText(held)}.`;
  return `Meta-loss went from ${lossText(first.metaLoss)} at meta-step ${first.metaStep} to ${lossText(last.metaLoss)} at meta-step ${last.metaStep}.${after}`;
}

/** Meta-training so far: the meta-loss, and what each inner step achieves on fresh points. */
export function MetaFigure({ reports, theme, smoothing = 'auto', tools }: MetaFigureProps) {
  const [hovered, setHovered] = useState<MetaStepReport>();
  const steps = heldOutCount(reports) - 1;
  const shown = hovered === undefined || !reports.includes(hovered) ? undefined : hovered;
  return (
    <section className="fig fig-meta" aria-label="Meta-loss">
      <header className="fig-header">
        <h2>Meta-loss</h2>
        <p>Each meta-step adapts to new tasks, then nudges the rule; lower is a better rule.</p>
        {tools}
      </header>
      {reports.length === 0 && (
        <p className="fig-meta-empty">
          No meta-steps yet. Start training and the loss of every meta-step appears here.
        </p>
      )}
      {reports.length > 0 && (
        <div className="fig-meta-row">
          <MetaLossPlot reports={reports} smoothing={smoothing} hovered={shown} onHover={setHovered} />
          {steps >= 0 && (
            <HeldOutPlot reports={reports} smoothing={smoothing} theme={theme} hovered={shown} onHover={setHovered} />
          )}
        </div>
      )}
      <p className="fig-hidden">{summary(reports)}</p>
    </section>
  );
}

export { MetaSparkline } from './MetaSparkline.tsx';
