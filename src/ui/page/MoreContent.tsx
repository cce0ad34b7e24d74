import { useLab, useLabState } from '../LabContext.tsx';
import { toggleTour } from '../tour/useTour.ts';
import { OpenRuleButton } from './OpenRuleButton.tsx';

/** The bar's buttons in words. */
export function MoreContent({ onDone }: { readonly onDone: () => void }) {
  const lab = useLab();
  const { study, theme } = useLabState((s) => s.appearance);
  const redo = useLabState((s) => s.session.redo);
  const touring = useLabState((s) => s.tour.stop !== undefined);
  const entries: readonly (readonly [words: string, act: () => void])[] = [
    [study ? 'Back to the figures' : 'Study', () => lab.appearance.toggle('study')],
    [touring ? 'Leave the tour' : 'Tour', () => toggleTour(lab)],
    ...(redo === undefined ? [] : ([[`Redo: ${redo}`, () => lab.redo()]] as const)),
    [theme === 'dark' ? 'Switch to light' : 'Switch to dark', () => lab.appearance.toggleTheme()],
    ['Keyboard shortcuts', () => lab.appearance.open('shortcuts')],
  ];
  return (
    <div className="menu">
      {entries.map(([words, act]) => (
        <button
          key={words}
          type="button"
          className="btn"
          onClick={() => {
            onDone();
            act();
          }}
        >
          {words}
        </button>
      ))}
      <OpenRuleButton words="Open a rule file" />
    </div>
  );
}
