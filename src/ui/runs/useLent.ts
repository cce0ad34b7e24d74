import { useEffect, useState } from 'react';

import { lentStorage, type Lent } from '../../checkpoints/staying.ts';

/** What the browser lends the page, where it says. */
export function useLent(): Lent | undefined {
  const [lent, setLent] = useState<Lent>();
  useEffect(() => {
    lentStorage().then(setLent, () => undefined);
  }, []);
  return lent;
}
