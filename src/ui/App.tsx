import { TopBar } from './page/TopBar.tsx';
import { InnerClock } from './clocks/InnerClock.tsx';
import { OuterClock } from './clocks/OuterClock.tsx';
import type { EmbedFigure } from '../store/embed/embed.ts';
import { useDrop } from './hooks/useDrop.ts';
import { useKeyboard } from './hooks/useKeyboard.ts';
import { pendingSettings } from '../store/ablation/ablation.ts';
import { useLab, useLabState } from './LabContext.tsx';
import { SetupRail } from './experiment/SetupRail.tsx';
import { Guard, PageGuard } from './page/Guard.tsx';
import { InspectorRail } from './page/InspectorRail.tsx';
import { Toast } from './page/Notices.tsx';
import { onDemand } from './parts/onDemand.tsx';
import { Stage } from './page/Stage.tsx';
import { NamedChannels } from './page/NamedChannels.tsx';
import { Tour } from './tour/Tour.tsx';
import { Drawer } from './meta/Drawer.tsx';

import './palette.css';
import './tokens.css';
import './base.css';
import './page/shell.css';
import './page/notices.css';
import './parts/controls.css';
import './parts/slider.css';
import './clocks/clocks.css';
import './clocks/steps.css';
import './clocks/outer.css';
import './meta/train.css';
import './page/narrow.css';
import './page/phone.css';
import './page/wide.css';
import './page/forced.css';
import './page/print.css';

const EmbedPage = onDemand(async () => (await import('./embed/EmbedPage.tsx')).EmbedPage);

const ShortcutSheet = onDemand(async () => (await import('./page/ShortcutSheet.tsx')).ShortcutSheet);
const WriteSheet = onDemand(async () => (await import('./formula/WriteSheet.tsx')).WriteSheet);
const RunsView = onDemand(async () => (await import('./runs/RunsView.tsx')).RunsView);
const StudyView = onDemand(async () => (await import('./study/StudyView.tsx')).StudyView);

/** The whole page, or the figures that `?embed=` asks for. */
export function App({ embed = [] }: { readonly embed?: readonly EmbedFigure[] }) {
  return <PageGuard>{embed.length > 0 ? <EmbedPage figures={embed} /> : <WholePage />}</PageGuard>;
}

/** Top bar, three columns, two clocks. */
function WholePage() {
  const lab = useLab();
  useKeyboard();
  const dropping = useDrop();
  const { drawer, room, shortcuts, writing } = useLabState((s) => s.appearance);
  const switching = useLabState((s) => s.experiment.switching);
  const pending = useLabState((s) => pendingSettings(s) !== undefined);
  return (
    <NamedChannels>
      <div className="app" data-drawer={drawer ? 'open' : 'closed'} data-switching={switching} data-pending={pending}>
        <a
          className="skip-link"
          href="#figures"
          onClick={(event) => {
            event.preventDefault();
            document.getElementById('figures')?.focus();
          }}
        >
          Skip to the figures
        </a>
        <TopBar />
        {room === 'study' && (
          <Guard name="Study">
            <StudyView />
          </Guard>
        )}
        {room === 'runs' && (
          <Guard name="Runs">
            <RunsView />
          </Guard>
        )}
        {room === 'figures' && <Watch />}
        {writing && <WriteSheet onClose={() => lab.appearance.close('writing')} />}
        {shortcuts && <ShortcutSheet />}
        <Tour />
        <Toast />
        {dropping && <div className="drop-target">Drop a rule file (.mplp), or the released .npy files together</div>}
      </div>
    </NamedChannels>
  );
}

/** The figures between their rails, and the two clocks. */
function Watch() {
  return (
    <>
      <div className="columns">
        <Guard name="Experiment">
          <SetupRail />
        </Guard>
        <Stage />
        <Guard name="Inspector">
          <InspectorRail />
        </Guard>
      </div>
      <footer className="dock">
        <Guard name="Inner clock">
          <InnerClock />
        </Guard>
        <Guard name="Meta-training">
          <OuterClock />
          <Drawer />
        </Guard>
      </footer>
    </>
  );
}
