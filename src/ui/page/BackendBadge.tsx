import type { BackendReport } from '../../protocol/messages.ts';
import { sentence } from '../../store/page/notices.ts';
import { useLabState } from '../LabContext.tsx';

const NAMES = { webgpu: 'WebGPU', wasm: 'WASM', cpu: 'CPU' } as const;

function Explanation({ report }: { readonly report: BackendReport }) {
  const withoutGpu = report.backend !== 'webgpu';
  return (
    <>
      <p>
        <b>{NAMES[report.backend]}</b> computes here{report.adapter === '' ? '.' : ` (${report.adapter}).`}
      </p>
      {report.passedOver.map(({ backend, why }) => (
        <p key={backend}>
          <b>{NAMES[backend]} was passed over.</b> {sentence(why)}
        </p>
      ))}
      {withoutGpu && (
        <p>
          To turn WebGPU on: use a current Chrome, Edge, Firefox or Safari, open the lab over https or localhost, and
          leave hardware acceleration on in the browser’s settings. Every figure works without it.
        </p>
      )}
      {report.backend === 'cpu' && (
        <p>
          Training takes stock operations on the CPU, which is slow; settings whose meta-step needs more than 3 GiB are
          refused. Everything else works.
        </p>
      )}
      {report.passedOver.length === 0 && (
        <p>This is the fastest of WebGPU, WASM and CPU. The numbers are the same on each, to rounding.</p>
      )}
    </>
  );
}

/** Which backend runs; pressed, it says why. */
export function BackendBadge() {
  const report = useLabState((s) => s.session.backend);
  const broken = useLabState((s) => s.session.broken);
  if (report === undefined) {
    return (
      <span className="badge" data-testid="backend-badge">
        {broken ? <span className="dot dot-idle" /> : <span className="spinner" />}
        <span className="badge-name">{broken ? 'Not running' : 'Starting'}</span>
      </span>
    );
  }
  return (
    <>
      <button type="button" className="badge" data-testid="backend-badge" popoverTarget="backend-popover">
        <span className={report.backend === 'webgpu' ? 'dot' : 'dot dot-warn'} />
        <span className="badge-name">{NAMES[report.backend]}</span>
        <span className="badge-adapter">{report.adapter}</span>
      </button>
      <div id="backend-popover" className="popover" popover="auto" role="dialog" aria-label="Backend">
        <Explanation report={report} />
      </div>
    </>
  );
}
