// Which hours a run looks at.
import { describe, expect, it } from 'vitest';
import { windowOf } from '../../../functions/list-hours/window.ts';

const at = (text: string) => Date.parse(text) / 1000;
const NOW = at('2026-11-20T09:41:07Z');

describe('window of a run', () => {
  it.each([
    ['in the middle of an hour', '2026-11-02T02:15:00Z', '2026-11-01T02:00:00Z', '2026-11-02T01:59:59Z'],
    ['on the hour', '2026-11-02T02:00:00Z', '2026-11-01T02:00:00Z', '2026-11-02T01:59:59Z'],
    ['a second before', '2026-11-02T01:59:59Z', '2026-11-01T01:00:00Z', '2026-11-02T00:59:59Z'],
  ])('scheduled %s: the whole hours before', (_what, to, from, end) => {
    expect(windowOf({ cluster: 'prod', to: at(to) }, 24, NOW)).toEqual({ fromSeconds: at(from), toSeconds: at(end) });
  });

  it('asked for with both ends is exactly that', () => {
    const asked = { cluster: 'prod', from: at('2026-11-01T00:00:01Z'), to: at('2026-11-01T04:30:00Z') };

    expect(windowOf(asked, 24, NOW)).toEqual({ fromSeconds: asked.from, toSeconds: asked.to });
  });

  it('ends now where no end is given', () => {
    expect(windowOf({ cluster: 'prod' }, 1, NOW)).toEqual({
      fromSeconds: at('2026-11-20T08:00:00Z'),
      toSeconds: at('2026-11-20T08:59:59Z'),
    });
  });
});
