import { describe, expect, it } from 'vitest';

import { PRESETS } from '../../experiment/presets.ts';
import { linkCopied } from './notices.ts';

const rule = { label: 'A rule', spec: PRESETS['2x10'].spec, metaSteps: 40, parameters: 10 };

describe('the word on a copied link', () => {
  it('says that a rule trained here must travel as a file', () => {
    expect(linkCopied(rule).title).toContain('save it as a file');
  });

  it('is short where the link holds everything', () => {
    expect(linkCopied({ ...rule, shippedId: 'learned-prior-2x10' }).title).toBe('Link copied');
    expect(linkCopied({ ...rule, metaSteps: 0 }).title).toBe('Link copied');
  });
});
