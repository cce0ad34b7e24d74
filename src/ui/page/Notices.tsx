import { useEffect } from 'react';

import type { Notice } from '../../store/page/session.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { Icon } from '../parts/Icon.tsx';
import { IconButton } from '../parts/IconButton.tsx';

const TOAST_MS = 2600;
/** Longer words stay longer. */
const TOAST_MS_PER_CHARACTER = 65;

function Banner({ notice }: { readonly notice: Notice }) {
  const lab = useLab();
  return (
    <div className={`banner banner-${notice.tone}`} role={notice.tone === 'bad' ? 'alert' : 'status'}>
      <Icon name={notice.tone === 'bad' ? 'warning' : 'info'} />
      <div className="banner-body">
        <p>
          <b>{notice.title}</b> {notice.text}
        </p>
        {notice.actions.map(({ label, run }) => (
          <button key={label} type="button" className="btn" onClick={run}>
            {label}
          </button>
        ))}
      </div>
      <IconButton icon="close" label="Dismiss" onClick={() => lab.dismiss(notice.id)} />
    </div>
  );
}

/** What the page has to tell, above the figures. */
export function Notices() {
  const notices = useLabState((s) => s.session.notices);
  return (
    <div className="notices">
      {notices
        .filter((n) => n.tone !== 'toast')
        .map((notice) => (
          <Banner key={notice.id} notice={notice} />
        ))}
    </div>
  );
}

/** A passing word; it leaves by itself. */
export function Toast() {
  const lab = useLab();
  const notice = useLabState((s) => s.session.notices.find((n) => n.tone === 'toast'));
  useEffect(() => {
    if (notice === undefined) return undefined;
    const restMs = Math.max(TOAST_MS, notice.title.length * TOAST_MS_PER_CHARACTER);
    const timer = setTimeout(() => lab.dismiss(notice.id), restMs);
    return () => clearTimeout(timer);
  }, [lab, notice]);
  return (
    <div className="toast-place" role="status">
      {notice !== undefined && <p className="toast">{notice.title}</p>}
    </div>
  );
}
