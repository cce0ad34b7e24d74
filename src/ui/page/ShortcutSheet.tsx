import { useLab } from '../LabContext.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { SHORTCUTS } from './shortcuts.ts';

/** The keys, and what the mouse can do. */
export function ShortcutSheet() {
  const lab = useLab();
  return (
    <Sheet title="Keyboard" onClose={() => lab.appearance.close('shortcuts')}>
      <dl className="shortcuts">
        {SHORTCUTS.flatMap(({ sheet }) => sheet ?? []).map(({ keys, does }) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className="note">
        Click an agent to read it. Drag the timeline to any moment. Drop a rule file anywhere to open it.
      </p>
      {import.meta.env.PROD && (
        <p className="note">
          MPLP Lab, Apache-2.0. <a href="./licences.txt">Licences</a> of the packages it is built from.
        </p>
      )}
    </Sheet>
  );
}
