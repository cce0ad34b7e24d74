import { useRef } from 'react';

import { withoutEmbed, type EmbedFigure } from '../../store/embed/embed.ts';
import { phasesOf } from '../../record/moment.ts';
import { InnerClock } from '../clocks/InnerClock.tsx';
import { phaseName } from '../clocks/narration.ts';
import { Transport } from '../clocks/Transport.tsx';
import { FitFigure } from '../fit/FitFigure.tsx';
import { MetaFigure } from '../meta/MetaFigure.tsx';
import { useKeyboard } from '../hooks/useKeyboard.ts';
import { useReports } from '../hooks/useReports.ts';
import { useLabState } from '../LabContext.tsx';
import { Guard } from '../page/Guard.tsx';
import { InspectorRail } from '../page/InspectorRail.tsx';
import { LoadingFigure } from '../page/LoadingFigure.tsx';
import { Notices, Toast } from '../page/Notices.tsx';
import { Agents } from '../page/Stage.tsx';
import './embed.css';

/** Leads to the same moment in the whole lab; the address is read when the link is used, since it moves with the clock. */
function OpenInLab() {
  const link = useRef<HTMLAnchorElement>(null);
  const refresh = () => {
    if (link.current !== null) link.current.href = withoutEmbed(window.location.href);
  };
  return (
    <a
      ref={link}
      className="embed-link"
      href={withoutEmbed(window.location.href)}
      target="_blank"
      rel="noopener"
      onPointerDown={refresh}
      onFocus={refresh}
      onClick={refresh}
    >
      Open in MPLP Lab
    </a>
  );
}

/** Where the clock stands, in words. */
function Where() {
  const record = useLabState((s) => s.experiment.record);
  const { moment } = useLabState((s) => s.playback);
  const phase = record && phasesOf(record.header.spec)[moment.phase];
  return <span className="embed-where">{phase === undefined ? '' : `Step ${moment.step}, ${phaseName(phase)}`}</span>;
}

function Fit({ figures }: { readonly figures: readonly EmbedFigure[] }) {
  const record = useLabState((s) => s.experiment.record);
  const { moment, preview } = useLabState((s) => s.playback);
  const theme = useLabState((s) => s.appearance.theme);
  if (record === undefined) return <LoadingFigure />;
  const parts = { plot: figures.includes('fit'), loss: figures.includes('loss') };
  return <FitFigure record={record} moment={moment} theme={theme} preview={preview} parts={parts} />;
}

function Meta() {
  const reports = useReports();
  const theme = useLabState((s) => s.appearance.theme);
  return <MetaFigure reports={reports} theme={theme} />;
}

/** `?embed=...`: the chosen figures, and the way to the whole lab. */
export function EmbedPage({ figures }: { readonly figures: readonly EmbedFigure[] }) {
  useKeyboard({ embedded: true });
  const has = (figure: EmbedFigure) => figures.includes(figure);
  return (
    <div className="app embed" data-drawer="closed" data-figures={figures.length === 1 ? 'one' : 'some'}>
      <main className="embed-figures">
        <h1 className="fig-hidden">MPLP Lab</h1>
        <Notices />
        {(has('fit') || has('loss')) && (
          <div className="stage-fit">
            <Guard name="Fit">
              <Fit figures={figures} />
            </Guard>
          </div>
        )}
        {has('agents') && (
          <div className="stage-agents">
            <Guard name="Agents">
              <Agents />
            </Guard>
          </div>
        )}
        {has('inspector') && <InspectorRail />}
        {has('meta') && (
          <div className="embed-meta">
            <Meta />
          </div>
        )}
      </main>
      {has('timeline') && <InnerClock />}
      <footer className="embed-foot">
        {!has('timeline') && (figures.length > 1 || !has('meta')) && (
          <>
            <Transport />
            <Where />
          </>
        )}
        <OpenInLab />
      </footer>
      <Toast />
    </div>
  );
}
