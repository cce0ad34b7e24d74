import { useCallback, useEffect, useState, type ComponentType } from 'react';

import { messageOf } from '../../store/context.ts';
import { notify } from '../../store/labStore.ts';
import { notLoaded } from '../../store/page/notices.ts';
import { useLab } from '../LabContext.tsx';

/** What `load`, always the same function, fetches once the page is painted; undefined until then, or where it fails. */
export function useLoaded<T extends object>(load: () => Promise<T>, onFail?: (why: string) => void): T | undefined {
  const [part, setPart] = useState<T>();
  useEffect(() => {
    let gone = false;
    load().then(
      (loaded) => !gone && setPart(() => loaded),
      (error: unknown) => !gone && onFail?.(messageOf(error)),
    );
    return () => void (gone = true);
  }, [load, onFail]);
  return part;
}

/** A part of the page that is loaded when it is first shown; until then nothing stands in its place. */
export function onDemand<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  return function OnDemand(props: P) {
    const { store } = useLab();
    const onFail = useCallback((why: string) => notify(store, notLoaded(why)), [store]);
    const Part = useLoaded(load, onFail);
    return Part === undefined ? null : <Part {...props} />;
  };
}
