import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';

import { until } from '../../lib/testing/until.ts';
import { startedLab } from '../../store/testing/fakeLab.ts';
import { LabProvider } from '../LabContext.tsx';
import { onDemand } from './onDemand.tsx';

afterEach(cleanup);

it('says where a part is gone, as after a newer version was put in its place, and the rest stays', async () => {
  const { lab } = await startedLab();
  const Gone = onDemand(() => Promise.reject<() => null>(new TypeError('Failed to fetch dynamically imported module')));
  const Here = onDemand(() => Promise.resolve(() => <p>loaded</p>));
  render(
    <LabProvider lab={lab}>
      <Gone />
      <Here />
    </LabProvider>,
  );
  expect((await screen.findByText('loaded')).isConnected).toBe(true);
  const notice = () => lab.store.getState().session.notices.find(({ id }) => id === 'load');
  await until(() => expect(notice()).toBeDefined());
  expect(notice()?.text).toBe(
    'Failed to fetch dynamically imported module. Reload the page; the link in the address bar brings everything back.',
  );
});
