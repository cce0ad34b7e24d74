import { useState } from 'react';

import { EMBED_FIGURES, SMALLEST_FRAME, type EmbedFigure } from '../../store/embed/embed.ts';
import { useLab } from '../LabContext.tsx';
import { NumberField } from '../parts/NumberField.tsx';
import './share.css';

const NAMES: Readonly<Record<EmbedFigure, string>> = {
  fit: 'Fit',
  loss: 'Loss',
  agents: 'Agents',
  inspector: 'Inspector',
  timeline: 'Timeline',
  meta: 'Meta-loss',
};
const LARGEST = 4000;

/** The menu's inside: the link, and the maker of a frame. */
export function ShareContent() {
  const lab = useLab();
  const [figures, setFigures] = useState<readonly EmbedFigure[]>(['fit']);
  const [size, setSize] = useState({ width: 640, height: 360 });
  const frame = { figures, ...size };
  const toggle = (figure: EmbedFigure) =>
    setFigures(EMBED_FIGURES.filter((other) => figures.includes(other) !== (other === figure)));
  return (
    <div className="share">
      <h2>Share</h2>
      <button type="button" className="btn btn-wide" onClick={() => lab.copyLink()}>
        Copy link to this moment
      </button>
      <h3>A frame for another page</h3>
      <div className="share-figures" role="group" aria-label="Figures in the frame">
        {EMBED_FIGURES.map((figure) => (
          <label key={figure}>
            <input type="checkbox" checked={figures.includes(figure)} onChange={() => toggle(figure)} /> {NAMES[figure]}
          </label>
        ))}
      </div>
      {(['width', 'height'] as const).map((side) => (
        <NumberField
          key={side}
          label={side === 'width' ? 'Width' : 'Height'}
          min={SMALLEST_FRAME[side]}
          max={LARGEST}
          value={size[side]}
          unit="px"
          onInput={(to) => setSize({ ...size, [side]: to })}
        />
      ))}
      <textarea
        readOnly
        aria-label="HTML of the frame"
        rows={4}
        value={lab.frame(frame)}
        onFocus={(event) => event.target.select()}
      />
      <button type="button" className="btn btn-wide" onClick={() => lab.copyFrame(frame)}>
        Copy frame
      </button>
    </div>
  );
}
