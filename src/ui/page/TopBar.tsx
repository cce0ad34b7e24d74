import { useLab, useLabState } from '../LabContext.tsx';
import { Icon } from '../parts/Icon.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { ExportMenu } from '../export/ExportMenu.tsx';
import { ShareButton } from '../share/ShareButton.tsx';
import { TourButton } from '../tour/TourButton.tsx';
import { BackendBadge } from './BackendBadge.tsx';
import { ExperimentSelect } from './ExperimentSelect.tsx';
import { MoreMenu } from './MoreMenu.tsx';
import { OpenRuleButton } from './OpenRuleButton.tsx';
import { StudyBadge } from './StudyBadge.tsx';
import { ViewTabs } from './ViewTabs.tsx';

function Brand() {
  return (
    <div className="brand">
      <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
        <path d="M3 15.5C6 15.5 6 6.5 11 6.5s5 9 8 9" className="brand-line" />
        <circle cx="3.6" cy="15.5" r="2.6" />
        <circle cx="11" cy="6.5" r="2.6" />
        <circle cx="18.4" cy="15.5" r="2.6" />
      </svg>
      <span className="brand-words">MPLP Lab</span>
    </div>
  );
}

function SetupButton() {
  const lab = useLab();
  const { setup: open, room } = useLabState((s) => s.appearance);
  if (room !== 'figures') return null;
  return (
    <button
      type="button"
      className="btn narrow-only"
      id="setup-button"
      aria-label="Setup"
      aria-expanded={open}
      aria-controls="setup"
      onClick={() => lab.appearance.toggle('setup')}
    >
      <Icon name="setup" />
      <span className="setup-word">Setup</span>
    </button>
  );
}

/** Brand, views, backend, and what concerns the whole page. */
export function TopBar() {
  const lab = useLab();
  const theme = useLabState((s) => s.appearance.theme);
  const { undo, redo } = useLabState((s) => s.session);
  return (
    <header className="topbar">
      <Brand />
      <ViewTabs />
      <ExperimentSelect className="phone-only" />
      <SetupButton />
      <span className="spacer" />
      <StudyBadge />
      <BackendBadge />
      <TourButton />
      <div className="icon-row">
        <IconButton
          icon="undo"
          label={undo === undefined ? 'Nothing to undo' : `Undo: ${undo}`}
          disabled={undo === undefined}
          onClick={() => lab.undo()}
        />
        <IconButton
          icon="redo"
          label={redo === undefined ? 'Nothing to redo' : `Redo: ${redo}`}
          className="wide-700"
          disabled={redo === undefined}
          onClick={() => lab.redo()}
        />
        <ShareButton />
        <ExportMenu />
        <OpenRuleButton className="wide-700" />
        <IconButton
          icon="theme"
          label={theme === 'dark' ? 'Switch to light' : 'Switch to dark'}
          className="wide-700"
          onClick={() => lab.appearance.toggleTheme()}
        />
        <IconButton
          icon="help"
          label="Keyboard shortcuts"
          className="wide-700"
          onClick={() => lab.appearance.open('shortcuts')}
        />
        <MoreMenu />
      </div>
    </header>
  );
}
