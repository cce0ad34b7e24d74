import { useEffect, useMemo } from 'react';
import type { Cosine } from '../../record/agreement.ts';
import { agreementFact, cosineText } from '../../viz/agreement/agreementFact.ts';
import { agreementModel, hasGradients, type AgreementModel } from '../../viz/agreement/agreementModel.ts';
import { divergingColour, inkOn } from '../../viz/common/colour.ts';
import type { Theme } from '../../viz/common/palette.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { DataTable } from '../parts/DataTable.tsx';
import { ChannelMeanings } from './ChannelMeanings.tsx';
import { Scatter } from './Scatter.tsx';
import './agreement.css';

/** Cosines of the channels of one direction, on the colours of their key. */
function Channels({ name, cosines, theme }: { name: string; cosines: readonly Cosine[]; theme: Theme }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      {cosines.map((cosine, channel) => {
        const background = divergingColour(theme, cosine ?? 0);
        return (
          <td key={channel} style={cosine === null ? undefined : { background, color: inkOn(background) }}>
            {cosineText(cosine)}
          </td>
        );
      })}
    </tr>
  );
}

function Messages({ model, theme }: { readonly model: AgreementModel; readonly theme: Theme }) {
  const { hears, sends, who } = model;
  const channels = (hears ?? sends ?? []).length;
  if (channels === 0) return <p className="note">What these agents said is not in this record.</p>;
  return (
    <div className="agreement-scroll" role="region" aria-label="Messages against the gradient" tabIndex={0}>
      <table className="agreement-channels">
        <caption>{`Messages of ${who} against the gradient on their wire, by channel: cosine, −1 to +1`}</caption>
        <thead>
          <tr>
            <td />
            {Array.from({ length: channels }, (_, channel) => (
              <th key={channel} scope="col" aria-label={`channel ${channel + 1}`}>
                {channel + 1}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {hears !== undefined && <Channels name="hears" cosines={hears} theme={theme} />}
          {sends !== undefined && <Channels name="sends" cosines={sends} theme={theme} />}
        </tbody>
      </table>
    </div>
  );
}

/** Whether what the selected agent does is gradient descent: its changes and messages beside the true gradients. */
export function AgreementPanel() {
  const lab = useLab();
  useEffect(() => lab.need('gradients'), [lab]);
  const record = useLabState((s) => s.experiment.record);
  const { step } = useLabState((s) => s.playback.moment);
  const theme = useLabState((s) => s.appearance.theme);
  const { agent, whole } = useLabState((s) => s.selection);
  const model = useMemo(
    () => record && agent && (hasGradients(record) ? agreementModel(record, step, agent, whole) : undefined),
    [record, step, agent, whole],
  );
  if (record === undefined || !hasGradients(record)) return <p className="note">The gradients are being computed.</p>;
  const fact = agreementFact(record, step);
  return (
    <section className="agreement" aria-label="Against the gradient">
      {fact !== undefined && (
        <p className="note" data-testid="agreement-fact">
          <b>{fact.what}</b>
          {fact.more}
        </p>
      )}
      {model === undefined ? (
        <p className="note">Select an agent to compare it with its gradient.</p>
      ) : (
        <>
          {model.updates.length > 0 && (
            <DataTable
              className="agreement-table"
              caption="Applied change against the negative gradient"
              columns={['Δ against −gradient', 'cosine', 'times as long']}
              rows={model.updates.map(({ name, cosine, times }) => [name, cosine, times])}
            />
          )}
          <Messages model={model} theme={theme} />
          {model.dots === undefined ? (
            <p className="note">These agents own no weight, so they change nothing themselves.</p>
          ) : (
            <Scatter
              spec={record.header.spec}
              model={{ ...model, dots: model.dots }}
              onSelect={(to) => lab.select(to)}
            />
          )}
        </>
      )}
      <ChannelMeanings />
      <p className="note">
        1: as gradient descent, 0: across it, −1: against it. A dash: one of the two is zero, so there is no direction.
      </p>
    </section>
  );
}
