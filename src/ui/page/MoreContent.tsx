import { useLab, useLabState } from '../LabContext.tsx';
import { toggleTour } from '../tour/useTour.ts';
import { OpenRuleButton } from './OpenRuleButton.tsx';
import { ROOMS } from './rooms.ts';

/** The bar's buttons in words. */
export function MoreContent({ onDone }: { readonly onDone: () => void }) {
  const lab = useLab();
  const { room: here, theme } = useLabState((s) => s.appearance);
  const redo = useLabState((s) => s.session.redo);
  const touring = useLabState((s) => s.tour.stop !== undefined);
  const entries: readonly (readonly [words: string, act: () => void])[] = [
    ...ROOMS.filter(({ room }) => room !== here).map(
      ({ room, name }) => [name, () => lab.appearance.enter(room)] as const,
    ),
    ['Write a rule', () => lab.appearance.write()],
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
