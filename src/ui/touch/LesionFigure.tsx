import { useMemo, useRef } from 'react';

import type { AgentGroup } from '../../experiment/layout.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import type { MapOf } from '../../record/measurement.ts';
import type { SelectionSlice } from '../../store/inspector/selection.ts';
import type { KeyRow } from '../../store/page/keyMap.ts';
import { mapOnShow } from '../../store/touch/measuring.ts';
import { groupsOf } from '../../viz/agents/agentData.ts';
import { sameAgent } from '../../viz/agents/sameAgent.ts';
import { groupCaption } from '../../viz/agents/agentNames.ts';
import { minimumWidth, networkLayout, type NetworkLayout } from '../../viz/agents/networkLayout.ts';
import { channelColour, inkOn } from '../../viz/common/colour.ts';
import { effectText } from '../../viz/touch/effectWords.ts';
import { bandPath, lesionBoxes, nextBox, type LesionBox, type Way } from '../../viz/touch/lesionGeometry.ts';
import { agentOf, lesionModel, mapWords, type LesionCell, type LesionModel } from '../../viz/touch/lesionModel.ts';
import type { Theme } from '../../viz/common/palette.ts';
import { takeKey } from '../hooks/useKeys.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { DataTable } from '../parts/DataTable.tsx';
import { useSize } from '../parts/useSize.ts';
import './lesion.css';

/** Rows lower than this hold no number that can be read. */
const READABLE = 10.5;
/** Between two boxes. */
const BETWEEN = 1.5;
/** Units need no heads above them, nor an arrow below. */
const LESS = { top: 38, bottom: 20 };
/** Narrower, a group's number does not fit above it. */
const COLUMN = 62;
const GROUP = 58;

interface BoxProps {
  readonly box: LesionBox;
  readonly theme: Theme;
  readonly signed: boolean;
  /** The keyboard comes in here. */
  readonly first: boolean;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  /** Arrow keys: to the box that stands that way. */
  readonly onMove: (way: Way) => void;
}

const BOX_KEYS: KeyRow<Way | 'choose'> = {
  on: { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down', Enter: 'choose', ' ': 'choose' },
};

function Box({ box, theme, signed, first, chosen, onChoose, onMove }: BoxProps) {
  const { cell, x, y, width, height, band } = box;
  const colour = cell.share === undefined ? undefined : channelColour(theme, signed, cell.share);
  const style = colour === undefined ? undefined : { fill: colour };
  const className = cell.zero ? 'lesion-box lesion-zero' : 'lesion-box';
  const { interval } = effectText(cell.lesion.effect);
  const inside = band === undefined && box.head === undefined;
  return (
    <g
      className="lesion-cell"
      role="button"
      tabIndex={first ? 0 : -1}
      aria-label={`${cell.name}: ${cell.text}, ${interval}`}
      aria-pressed={chosen}
      onClick={onChoose}
      onKeyDown={(event) => {
        const command = takeKey([BOX_KEYS], event);
        if (command === 'choose') onChoose();
        else if (command !== undefined) onMove(command);
      }}
    >
      <title>{`${cell.name}: ${cell.text} (${interval}); click to select`}</title>
      {band === undefined ? (
        <rect {...{ className, style, x, y, width, height }} rx={2} />
      ) : (
        <path {...{ className, style }} d={bandPath(band)} />
      )}
      {inside && height >= READABLE - BETWEEN && (
        <text
          x={x + width / 2}
          y={y + height / 2 + 3.8}
          textAnchor="middle"
          style={colour === undefined ? undefined : { fill: inkOn(colour) }}
        >
          {cell.text}
        </text>
      )}
      {box.head !== undefined && (
        <text className="lesion-head" x={x + width / 2} y={box.head} textAnchor="middle">
          {cell.text}
        </text>
      )}
    </g>
  );
}

interface CaptionProps {
  readonly spec: ExperimentSpec;
  readonly group: AgentGroup;
  readonly x: number;
}

/** What a column is: its kind alone where that is all there is room for. */
function Caption({ spec, group, x }: CaptionProps) {
  return (
    <text x={x} y={30} textAnchor="middle">
      {groupCaption(spec, group).split(' ').at(-1)}
    </text>
  );
}

interface DrawingProps {
  readonly spec: ExperimentSpec;
  readonly model: LesionModel;
  readonly of: MapOf;
  readonly layout: NetworkLayout;
  readonly theme: Theme;
}

/** What is selected in the inspector, as the cell that stands for it. */
function isChosen({ agent, whole }: SelectionSlice, cell: LesionCell): boolean {
  const ref = agentOf(cell);
  return ref === undefined ? whole && agent?.group === cell.lesion.of : !whole && sameAgent(agent, ref);
}

function Drawing({ spec, model, of, layout, theme }: DrawingProps) {
  const lab = useLab();
  const selection = useLabState((s) => s.selection);
  const drawing = useRef<SVGSVGElement>(null);
  const up = of === 'units' ? LESS.top : 0;
  const boxes = lesionBoxes(layout, model.cells);
  const drawn = new Set(boxes.flatMap(({ cell, band }) => (band === undefined ? [] : [cell.lesion.of])));
  return (
    <svg
      width={layout.width}
      height={layout.height - (of === 'units' ? LESS.top + LESS.bottom : 0)}
      ref={drawing}
      role="group"
      aria-label={`Lesion map. ${model.sentence}`}
    >
      <g transform={`translate(0 ${-up})`}>
        {layout.blocks.map(
          ({ number, x0, x1 }) =>
            number > 0 && (
              <text key={number} className="lesion-layer" x={(x0 + x1) / 2} y={14 + up} textAnchor="middle">
                {`Layer ${number}`}
              </text>
            ),
        )}
        {layout.edges.map(
          (edge) =>
            !drawn.has(edge.group.id) && <path key={edge.group.id} className="lesion-weave" d={bandPath(edge)} />,
        )}
        {of === 'groups' &&
          layout.units.map(({ group, x, right }) => (
            <Caption key={group.id} spec={spec} group={group} x={(x + right) / 2} />
          ))}
        {of === 'groups' &&
          layout.edges.map(({ group, x0, x1 }) => (
            <Caption key={group.id} spec={spec} group={group} x={(x0 + x1) / 2} />
          ))}
        {boxes.map((box, i) => (
          <Box
            key={box.cell.lesion.at}
            {...{ box, theme }}
            signed={model.signed}
            first={i === 0}
            chosen={isChosen(selection, box.cell)}
            onChoose={() => {
              const ref = agentOf(box.cell);
              if (ref === undefined) lab.wholeLayer(box.cell.lesion.of);
              else lab.select(ref);
            }}
            onMove={(way) => {
              const cells = drawing.current?.querySelectorAll<SVGGElement>('.lesion-cell');
              cells?.[nextBox(boxes, i, way)]?.focus();
            }}
          />
        ))}
      </g>
    </svg>
  );
}

/** What the colours are in numbers, and the test behind them. */
function Key({ model, theme, steps, of }: Pick<DrawingProps, 'model' | 'theme' | 'of'> & { readonly steps: number }) {
  const { top, signed } = model;
  const at = (t: number) => channelColour(theme, signed, signed ? 2 * t - 1 : t);
  const most = top === undefined ? '' : effectText({ mean: top, low: top, high: top }).mean;
  return (
    <div className="lesion-key">
      {top !== undefined && (
        <span>
          {`Loss after step ${steps} ${signed ? 'changes by' : 'higher by'}`} {signed ? most.replace('+', '−') : '0'}{' '}
          <i style={{ background: `linear-gradient(90deg, ${[0, 0.25, 0.5, 0.75, 1].map(at).join()})` }} /> {most},
          colour by square root
        </span>
      )}
      <span>
        <i className="lesion-key-plain" />{' '}
        {of === 'units'
          ? 'not told from chance (p ≥ .05, effects shuffled within tasks)'
          : 'not told from 0 (95 % interval)'}
      </span>
      <span>
        <i className="lesion-key-zero" /> exactly 0
      </span>
    </div>
  );
}

/** The map in place of the agents: what silencing each unit or group does to the loss. */
export function LesionFigure() {
  const lab = useLab();
  const theme = useLabState((s) => s.appearance.theme);
  const measured = useLabState(mapOnShow);
  const model = useMemo(() => measured && lesionModel(measured), [measured]);
  const holder = useRef<HTMLDivElement>(null);
  const room = useSize(holder);
  const spec = measured?.spec;
  const width =
    spec === undefined
      ? 0
      : Math.max(
          room.width,
          minimumWidth(spec),
          measured?.of === 'groups' ? groupsOf(spec).length * GROUP : spec.network.layers.length * COLUMN,
        );
  const more = measured?.of === 'units' ? LESS.top + LESS.bottom : 0;
  const layout = useMemo(
    () => (spec === undefined || room.height === 0 ? undefined : networkLayout(spec, width, room.height + more)),
    [spec, width, room.height, more],
  );
  if (measured === undefined || model === undefined) return null;
  const { columns, rows, sentence } = model;
  return (
    <section className="fig fig-agents lesion" aria-label="Lesion map">
      <header className="fig-header">
        <h2>Lesion map</h2>
        <p>{mapWords(measured)}</p>
        <button
          type="button"
          className="fig-button"
          title="Clears the map (Esc); it is kept under Intervene"
          onClick={() => lab.touch.showMap(false)}
        >
          Back to the agents
        </button>
      </header>
      <p className="fig-fact">{sentence}</p>
      <div
        ref={holder}
        className="fig-plot fig-agents-plot"
        tabIndex={0}
        role="group"
        aria-label="Map, scrolls sideways"
      >
        {layout !== undefined && <Drawing {...{ model, layout, theme }} of={measured.of} spec={measured.spec} />}
      </div>
      <Key model={model} theme={theme} steps={measured.steps} of={measured.of} />
      <DataTable caption={`Lesion map, ${measured.of}`} columns={columns} rows={rows} />
    </section>
  );
}
