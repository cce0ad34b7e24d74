import { useState } from 'react';

import { MAPS, type MapOf } from '../../record/measurement.ts';
import { mapOnShow, type MeasuredMap } from '../../store/touch/measuring.ts';
import { lesionCommandLine } from '../../store/export/commandLine.ts';
import { lesionModel, MAP_TEST, mapWords } from '../../viz/touch/lesionModel.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { DataTable } from '../parts/DataTable.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { KeepFinding } from './KeepFinding.tsx';
import { Measuring } from './Measuring.tsx';

const OF_WORDS: Readonly<Record<MapOf, string>> = { units: 'Units', groups: 'Groups' };

/** What the last map found; it stays when it is taken from the figure. */
function FoundMap({ measured }: { readonly measured: MeasuredMap }) {
  const lab = useLab();
  const shown = useLabState((s) => mapOnShow(s) !== undefined);
  const { sentence, columns, rows } = lesionModel(measured);
  return (
    <section className="touch-found" aria-label="Map found">
      <p className="touch-map-words" aria-live="polite">
        {sentence}
      </p>
      <p className="note">{mapWords(measured)}</p>
      <div className="touch-row">
        <button type="button" className="fig-button" aria-pressed={shown} onClick={() => lab.touch.showMap(!shown)}>
          Show the map
        </button>
        <KeepFinding found={{ kind: 'map', measured }} />
      </div>
      <p className="note">{MAP_TEST}</p>
      <details>
        <summary>Every one in numbers</summary>
        <DataTable caption="Lesion map" columns={columns} rows={rows} className="losses" />
      </details>
    </section>
  );
}

/** Silences each unit or group in turn on the same tasks. */
export function LesionControl({ tasks }: { readonly tasks: number }) {
  const lab = useLab();
  const experiment = useLabState((s) => s.experiment);
  const { running, map } = useLabState((s) => s.touch);
  const ready = useLabState((s) => s.session.backend !== undefined);
  const [of, setOf] = useState<MapOf>('units');
  return (
    <section className="touch" aria-label="Lesion map">
      <h3>Lesion map</h3>
      <Segmented
        label="Silence in turn"
        options={MAPS.map((id) => [id, OF_WORDS[id]] as const)}
        value={of}
        onChange={setOf}
      />
      {running !== undefined && running.what !== 'changes' ? (
        <Measuring running={running} />
      ) : (
        <button
          type="button"
          className="btn btn-wide"
          disabled={!ready || running !== undefined}
          title="Silences each in turn, the intact rule beside it on the same tasks"
          onClick={() => void lab.touch.mapLesions(of, tasks)}
        >
          {`Map all ${of}`}
        </button>
      )}
      <button
        type="button"
        className="fig-button"
        title="The command that gives the same numbers"
        onClick={() => lab.copyCommand(lesionCommandLine(experiment, of, tasks))}
      >
        Copy map as command
      </button>
      {map !== undefined && !map.going && <FoundMap measured={map} />}
    </section>
  );
}
