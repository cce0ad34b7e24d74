import type { ColourScale } from '../../record/agentChannel.ts';

export interface ScaleSelectsProps {
  readonly scale: ColourScale;
  readonly onChange: (scale: ColourScale) => void;
}

/** Over which steps, and over which agents, one colour means one number. */
export function ScaleSelects({ scale, onChange }: ScaleSelectsProps) {
  return (
    <div className="fig-scales">
      <select
        className="fig-scale"
        aria-label="Scale over time"
        title="Over which steps one colour means one number (S)"
        value={scale.span}
        onChange={({ target }) => onChange({ ...scale, span: target.value as ColourScale['span'] })}
      >
        <option value="episode">Whole episode</option>
        <option value="step">This step</option>
      </select>
      <select
        className="fig-scale"
        aria-label="Scale over agents"
        title="Over which agents one colour means one number"
        value={scale.across}
        onChange={({ target }) => onChange({ ...scale, across: target.value as ColourScale['across'] })}
      >
        <option value="group">Per group</option>
        <option value="all">One scale</option>
      </select>
    </div>
  );
}
