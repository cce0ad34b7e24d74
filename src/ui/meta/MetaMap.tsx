import { useEffect, useRef, type CSSProperties, type KeyboardEvent } from 'react';
import type { Checkpoint } from '../../protocol/messages.ts';
import type { KeyRow } from '../../store/page/keyMap.ts';
import { sequentialColour } from '../../viz/common/colour.ts';
import type { Theme } from '../../viz/common/palette.ts';
import { lossText } from '../../viz/common/format.ts';
import { mapShares } from '../../viz/meta/metaGeometry.ts';
import { takeKey } from '../hooks/useKeys.ts';

export interface MetaMapProps {
  readonly checkpoints: readonly Checkpoint[];
  readonly theme: Theme;
  /** The cell on show. */
  readonly at: { readonly metaStep: number | undefined; readonly innerStep: number };
  readonly onGo: (metaStep: number, innerStep: number) => void;
}

const STEP_KEYS: KeyRow<readonly [metaSteps: number, innerSteps: number]> = {
  on: { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] },
};

function Cell({
  checkpoint: { metaStep, probeLoss },
  step,
  share,
  theme,
  now,
  reached,
  onGo,
}: Pick<MetaMapProps, 'theme' | 'onGo'> & {
  readonly checkpoint: Checkpoint;
  readonly step: number;
  readonly share: (loss: number) => number;
  readonly now: boolean;
  /** The one cell that Tab reaches. */
  readonly reached: boolean;
}) {
  const loss = probeLoss?.[step];
  const words = loss === undefined ? 'not known yet' : `loss ${lossText(loss)}`;
  return (
    <td aria-selected={now}>
      <button
        type="button"
        tabIndex={reached ? 0 : -1}
        aria-label={`meta-step ${metaStep}, ${step} inner steps: ${words}`}
        title={`Meta-step ${metaStep}, after ${step} inner steps: ${words}`}
        data-unknown={loss === undefined}
        style={loss === undefined ? undefined : { background: sequentialColour(theme, 1 - share(loss)) }}
        onClick={() => onGo(metaStep, step)}
      />
    </td>
  );
}

function Key({
  checkpoints,
  low,
  high,
}: Pick<MetaMapProps, 'checkpoints'> & { readonly low: number; readonly high: number }) {
  return (
    <p className="fig-map-key">
      <span>{`meta-step ${checkpoints[0]?.metaStep ?? 0}`}</span>
      <span className="fig-map-scale">
        loss {lossText(high)}
        <i />
        {lossText(low)}
      </span>
      <span>{`meta-step ${checkpoints.at(-1)?.metaStep ?? 0}`}</span>
    </p>
  );
}

/** How the rule of each checkpoint learns the probe: loss by meta-step and inner step; darker is lower. */
export function MetaMap({ checkpoints, theme, at, onGo }: MetaMapProps) {
  const grid = useRef<HTMLTableElement>(null);
  const known = checkpoints.filter(({ probeLoss }) => probeLoss !== undefined);
  const steps = Math.max(0, ...known.map(({ probeLoss = [] }) => probeLoss.length));
  const { share, low, high } = mapShares(known.flatMap(({ probeLoss = [] }) => probeLoss));
  const column = Math.max(
    0,
    checkpoints.findIndex(({ metaStep }) => metaStep === at.metaStep),
  );
  const held = useRef(false);
  // After a key the focus follows the cell.
  useEffect(() => {
    if (held.current) grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
    held.current = false;
  }, [column, at.innerStep]);
  const press = (event: KeyboardEvent): void => {
    const by = event.shiftKey ? undefined : takeKey([STEP_KEYS], event);
    if (by === undefined) return;
    const to = checkpoints[Math.max(0, Math.min(checkpoints.length - 1, column + by[0]))];
    held.current = true;
    if (to !== undefined) onGo(to.metaStep, Math.max(0, Math.min(steps - 1, at.innerStep + by[1])));
  };
  if (steps === 0) return <p className="fig-meta-empty">The checkpoints are being adapted to this task.</p>;
  return (
    <div className="fig-map">
      <table
        style={{ '--rows': steps } as CSSProperties}
        ref={grid}
        role="grid"
        aria-label="Loss on the probe by meta-step and inner step"
        onKeyDown={press}
      >
        <tbody>
          {Array.from({ length: steps }, (_, step) => (
            <tr key={step}>
              <th scope="row">{step === 0 ? 'start' : `step ${step}`}</th>
              {checkpoints.map((checkpoint, k) => (
                <Cell
                  key={checkpoint.metaStep}
                  {...{ checkpoint, step, share, theme, onGo }}
                  now={checkpoint.metaStep === at.metaStep && step === at.innerStep}
                  reached={k === column && step === at.innerStep}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Key checkpoints={checkpoints} low={low} high={high} />
    </div>
  );
}
