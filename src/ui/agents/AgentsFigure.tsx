import { useState } from 'react';
import type { EpisodeRecord } from '../../record/episode.ts';
import { OWN_SCALES } from '../../record/agentChannel.ts';
import { hasAgents, hasMessages, groupsOf } from '../../viz/agents/agentData.ts';
import { shownChannel } from '../../viz/agents/agentChannels.ts';
import { grouped, plural } from '../../viz/common/format.ts';
import { agentCount } from '../../experiment/layout.ts';
import { defaultView, type NetworkView } from '../../viz/agents/networkLayout.ts';
import { clockOf } from '../../viz/clocks/turns.ts';
import { useWindowKeys } from '../hooks/useKeys.ts';
import { DRAWING_KEYS, PATH_KEYS, SCALE_KEYS } from './agentKeys.ts';
import { AgentsControls } from './AgentsControls.tsx';
import type { AgentsFigureProps, AgentsStyle } from './agentsProps.ts';
import { AgentsFact, AgreementFact } from './AgentsFact.tsx';
import { AgentsPlot } from './AgentsPlot.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import './agents.css';
import '../parts/figures.css';
import './network.css';

const OPENING: AgentsStyle = { view: undefined, colour: 'change', size: undefined, path: false, scale: OWN_SCALES };
const TYPING = 'input:not([type=radio], [type=checkbox], [type=range]), textarea, select, [contenteditable]';
const VIEWS = [
  ['lines', 'Lines'],
  ['grid', 'Grid'],
] as const satisfies readonly (readonly [NetworkView, string])[];

const STYLE_KEYS = [DRAWING_KEYS, PATH_KEYS, SCALE_KEYS];

/** Toggle view, colour between change and weight, path, and the scale's time, unless the person is typing. */
function useToggleKeys(toggle: Readonly<Record<'view' | 'weights' | 'path' | 'span', () => void>>): void {
  useWindowKeys<'view' | 'weights' | 'path' | 'span'>(STYLE_KEYS, (command, _, target) => {
    if (target !== null && target.closest(TYPING) !== null) return false;
    toggle[command]();
    return true;
  });
}

function missingNote(record: EpisodeRecord): string | undefined {
  if (record.header.brief) return undefined;
  if (!hasAgents(record))
    return 'This record holds only the fit: what the agents said was not kept. Their places are drawn as outlines.';
  const silent = groupsOf(record.header.spec).filter((group) => !hasMessages(record, group)).length;
  return silent === 0
    ? undefined
    : `Messages of ${plural(silent, 'group')} of agents were left out to keep the record small; outlines stand for them.`;
}

function summary({ record, moment }: AgentsFigureProps): string {
  const { spec } = record.header;
  const phase = clockOf(spec).phases[moment.phase];
  const where =
    phase?.kind === 'back'
      ? `layer ${phase.block + 1} is speaking`
      : phase?.kind === 'loss'
        ? 'the loss agents are speaking'
        : phase?.kind === 'update'
          ? 'every weight and bias has changed'
          : 'inputs run forward and nobody has spoken yet';
  return `Network of ${grouped(agentCount(spec))} agents, step ${moment.step}: ${where}. Arrow keys move between agents, with Shift along a weight's outputs; Enter selects, with Shift to compare, Escape clears, plus and minus zoom, zero shows all.`;
}

/** The network of agents at one moment: who speaks, what they say, what they ask for. */
export function AgentsFigure(props: AgentsFigureProps) {
  const { record } = props;
  const { spec } = record.header;
  const [own, setOwn] = useState<AgentsStyle>(OPENING);
  const style = props.style ?? own;
  const change = (part: Partial<AgentsStyle>) => (props.onStyle ?? setOwn)({ ...style, ...part });
  const [width, setWidth] = useState(1000);
  const view = style.view ?? defaultView(spec, width);
  useToggleKeys({
    view: () => change({ view: view === 'grid' ? 'lines' : 'grid' }),
    weights: () => change({ colour: style.colour === 'change' ? 'weight' : 'change' }),
    path: () => change({ path: !style.path }),
    span: () => change({ scale: { ...style.scale, span: style.scale.span === 'step' ? 'episode' : 'step' } }),
  });
  const colour = shownChannel(record, style.colour);
  const size = style.size === undefined ? undefined : shownChannel(record, style.size);
  const note = missingNote(record);
  const Told = colour === 'agreement' ? AgreementFact : AgentsFact;
  return (
    <section className="fig fig-agents" aria-label="Agents">
      <header className="fig-header">
        <h2>Agents</h2>
        <AgentsControls record={record} style={style} selected={props.selection !== undefined} onChange={change} />
        <Segmented label="View" options={VIEWS} value={view} onChange={(to) => change({ view: to })} />
      </header>
      {note === undefined ? <Told {...props} /> : <p className="fig-note">{note}</p>}
      <AgentsPlot
        {...props}
        colour={colour}
        size={size}
        path={style.path}
        scale={style.scale}
        onScale={(scale) => change({ scale })}
        view={view}
        summary={summary(props)}
        onWidth={setWidth}
      />
    </section>
  );
}
