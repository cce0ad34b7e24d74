import { useEffect, useMemo, type ReactNode } from 'react';

import { meaningWords } from '../../record/explanation.ts';
import { meaningsInUse } from '../../store/touch/meanings.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { ChannelNamesContext, type ChannelNames } from '../parts/channelNames.ts';

/** Names the channels of the rule in use in all figures inside, once the page has what it shows first. */
export function NamedChannels({ children }: { readonly children: ReactNode }) {
  const lab = useLab();
  const whole = useLabState(({ experiment: { record } }) => record !== undefined && record.header.brief !== true);
  useEffect(() => {
    if (whole) lab.touch.readMeanings();
  }, [lab, whole]);
  const meanings = useLabState(meaningsInUse);
  const names = useMemo((): ChannelNames => {
    return (group, channel) => {
      const meaning = meanings?.channels[group]?.[channel];
      return meaning && meaningWords(meaning);
    };
  }, [meanings]);
  return <ChannelNamesContext value={names}>{children}</ChannelNamesContext>;
}
