import type { ReactNode } from 'react';
import { ErrorBoundary } from 'react-error-boundary';

import { messageOf } from '../../store/context.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import './guard.css';

export interface GuardProps {
  /** What stands here, as its heading says it. */
  readonly name: string;
  readonly children: ReactNode;
}

/** A part of the page that may fail alone: it says so in its place, and the rest stays. The next adaptation tries it again. */
export function Guard({ name, children }: GuardProps) {
  const record = useLabState((s) => s.experiment.record);
  return (
    <ErrorBoundary
      resetKeys={[record]}
      fallbackRender={({ error, resetErrorBoundary }) => (
        <section className="fig guard" role="alert" aria-label={name}>
          <h2>{name}</h2>
          <p>{`This part could not be drawn: ${messageOf(error)}. The rest of the page goes on.`}</p>
          <button type="button" className="btn" onClick={resetErrorBoundary}>
            Try again
          </button>
        </section>
      )}
    >
      {children}
    </ErrorBoundary>
  );
}

/** Around everything: when even the frame of the page fails, what can be saved is within reach, and training goes on. */
export function PageGuard({ children }: Pick<GuardProps, 'children'>) {
  const lab = useLab();
  return (
    <ErrorBoundary
      fallbackRender={({ error, resetErrorBoundary }) => (
        <main className="guard guard-page" role="alert">
          <h1>The page could not be drawn</h1>
          <p>{`${messageOf(error)}. The rule and its training are not touched by this.`}</p>
          <button type="button" className="btn" onClick={resetErrorBoundary}>
            Draw it again
          </button>
          <button type="button" className="btn" onClick={() => void lab.experiment.download()}>
            Save the rule as a file
          </button>
        </main>
      )}
    >
      {children}
    </ErrorBoundary>
  );
}
