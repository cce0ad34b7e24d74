import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EpisodeRecord } from '../../record/episode.ts';
import { recordOfFixture } from './recordOfFixture.ts';

/** Read `src/mplp/fixtures/${name}.json`, a fixture with one task, as a record of two inner steps. */
export function fixtureRecord(name: string): EpisodeRecord {
  return recordOfFixture(readFileSync(join(import.meta.dirname, '../../mplp/fixtures', `${name}.json`), 'utf8'));
}
