// The gallery: every figure in the state its snapshot has, in either theme. The dev server serves it at /gallery.html.

import { StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { recordOfFixture } from '../../../viz/testing/recordOfFixture.ts';
import type { Theme } from '../../../viz/common/palette.ts';
import '../../palette.css';
import '../../tokens.css';
import '../../base.css';
import '../../evaluation/evaluate.css';
import '../../meta/train.css';
import '../../parts/controls.css';
import './gallery.css';
import { SPECIMEN_FIXTURES, specimens, type Specimen, type SpecimenRecords } from './specimens.tsx';

async function fixtures(): Promise<SpecimenRecords> {
  const records = await Promise.all(
    SPECIMEN_FIXTURES.map(async (name) => {
      const response = await fetch(`/src/mplp/fixtures/${name}.json`);
      return [name, recordOfFixture(await response.text())] as const;
    }),
  );
  return Object.fromEntries(records) as SpecimenRecords;
}

function Gallery({ figures }: { readonly figures: readonly Specimen[] }) {
  const [theme, setTheme] = useState<Theme>('light');
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  return (
    <main className="gallery">
      <button type="button" className="btn" onClick={() => setTheme(theme === 'light' ? 'dark' : 'light')}>
        {theme === 'light' ? 'Dark' : 'Light'}
      </button>
      {figures.map(({ name, width, height, draw }) => (
        <figure key={name}>
          <figcaption>{name}</figcaption>
          <div style={{ width, height }}>{draw(theme)}</div>
        </figure>
      ))}
    </main>
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
createRoot(root).render(
  <StrictMode>
    <Gallery figures={specimens(await fixtures())} />
  </StrictMode>,
);
