/** What the inspector says while nobody is selected. */
export function EmptyInspector({ agents }: { readonly agents: string }) {
  return (
    <div className="insp-empty">
      <h2>No agent selected</h2>
      <p>{`Click any line, dot, square or diamond in Agents to see what that agent hears, remembers and says, each time in ${agents}.`}</p>
      <p className="insp-hint">
        <kbd>Tab</kbd> to Agents, <kbd>←</kbd> <kbd>↑</kbd> <kbd>↓</kbd> <kbd>→</kbd> to move, <kbd>Enter</kbd> to
        select
      </p>
    </div>
  );
}
