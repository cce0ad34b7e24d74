import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { layersToText } from '../../experiment/layerText.ts';
import { PRESETS } from '../../experiment/presets.ts';
import { FAKE_RULE, startedLab } from '../../store/testing/fakeLab.ts';
import { LabProvider } from '../LabContext.tsx';
import { NetworkPanel } from './NetworkPanel.tsx';

beforeEach(() => history.replaceState(null, '', '/'));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function panel(preset: '5x10' | '2x10') {
  const { lab, worker } = await startedLab();
  const { spec } = PRESETS[preset];
  if (preset !== '2x10') {
    const choosing = lab.experiment.choose({ kind: 'fresh', key: preset, spec }, { push: true });
    const { requestId, runId } = await worker.next('useRule', ({ source }) => 'spec' in source && source.spec === spec);
    worker.say({ kind: 'rule', requestId, runId, rule: { ...FAKE_RULE, spec } });
    await choosing;
  }
  render(
    <LabProvider lab={lab}>
      <NetworkPanel />
    </LabProvider>,
  );
  const asked = async (text: string) =>
    worker.next('adapt', ({ probe }) => layersToText(probe.layers ?? spec.network.layers) === text);
  /** The worker adapts one probe at a time. */
  const answered = async (text: string) => {
    const command = await asked(text);
    worker.say({ kind: 'rule', requestId: command.requestId, runId: command.runId, rule: { ...FAKE_RULE, spec } });
  };
  return { lab, asked, answered };
}

it('adapts to another width, depth and activation at once, says whose rules run, and goes back', async () => {
  const { lab, answered } = await panel('5x10');
  fireEvent.change(screen.getByRole('spinbutton', { name: 'Width' }), { target: { value: '30' } });
  await answered('30r.30r.1');
  fireEvent.change(screen.getByRole('spinbutton', { name: 'Hidden' }), { target: { value: '4' } });
  await answered('30r.30r.30r.30r.1');
  expect(screen.getByRole('status').textContent).toContain('Layers 3, 4 run the rules of layer 2, the nearest hidden');
  fireEvent.change(screen.getByRole('combobox', { name: 'Activation' }), { target: { value: 'step' } });
  await answered('30p.30p.30p.30p.1');
  expect(location.hash).toContain('&on=30p.30p.30p.30p.1');
  expect(lab.store.getState().session.undo).toBe('network');
  fireEvent.click(screen.getByRole('button', { name: 'Its own network' }));
  await answered('20r.20r.1');
  expect(lab.store.getState().experiment.probe).not.toHaveProperty('layers');
  expect(location.hash).not.toContain('on=');
});

it('offers a learned start no other width or depth', async () => {
  const { asked } = await panel('2x10');
  expect(screen.queryByRole('spinbutton')).toBeNull();
  fireEvent.change(screen.getByRole('combobox', { name: 'Activation' }), { target: { value: 'tanh' } });
  await asked('20t.20t.1');
});
