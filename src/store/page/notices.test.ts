import { describe, expect, it, vi } from 'vitest';

import { PRESETS } from '../../experiment/presets.ts';
import { linkCopied, ruleNotHere } from './notices.ts';

const rule = { label: 'A rule', spec: PRESETS['2x10'].spec, metaSteps: 40, parameters: 10 };

describe('the word on a copied link', () => {
  it('says that a rule trained here must travel as a file', () => {
    const save = vi.fn();
    const { text, actions } = linkCopied(rule, 'Link', save);
    expect(text).toContain('The rule itself is not in it');
    actions[0]?.run();
    expect(save).toHaveBeenCalledOnce();
    expect(ruleNotHere(1204).text).toContain('trained for 1204 meta-steps');
  });

  it('is short where the link holds everything', () => {
    expect(linkCopied({ ...rule, shippedId: 'learned-prior-2x10' }, 'Link', vi.fn()).title).toBe('Link copied');
    expect(linkCopied({ ...rule, metaSteps: 0 }, 'Link', vi.fn()).title).toBe('Link copied');
  });
});
