import { useEffect, useState, type ComponentType } from 'react';

import { messageOf } from '../../store/context.ts';
import { notify } from '../../store/labStore.ts';
import { notLoaded } from '../../store/page/notices.ts';
import { useLab } from '../LabContext.tsx';

/** A part of the page that is loaded when it is first shown; until then nothing stands in its place. */
export function onDemand<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  return function OnDemand(props: P) {
    const { store } = useLab();
    const [Part, setPart] = useState<ComponentType<P>>();
    useEffect(() => {
      load().then(
        (loaded) => setPart(() => loaded),
        (error: unknown) => notify(store, notLoaded(messageOf(error))),
      );
    }, [store]);
    return Part === undefined ? null : <Part {...props} />;
  };
}
