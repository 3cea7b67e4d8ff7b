// An answered line is what JSON.stringify makes of the fields of the question with those of the answer.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { answerText } from '../../lib/cli/answer-text.ts';

const side = (by: readonly string[]) => ({ isolated: by.length > 0, allowed: false, by });

const fields = fc.dictionary(
  fc.oneof(fc.string(), fc.constantFrom('from', 'verdict', 'partial', 'egress', 'ingress', '__proto__', '7')),
  fc.jsonValue(),
);
const answer = fc.record({
  verdict: fc.constantFrom('allowed' as const, 'denied' as const, 'unknown' as const),
  partial: fc.boolean(),
  egress: fc.constantFrom(side([]), side(['shop/"a"'])),
  ingress: fc.constantFrom(side([]), side(['shop/b', 'shop/c'])),
});

it('is the text of all fields, in their order', () => {
  fc.assert(
    fc.property(fields, answer, (written, { verdict, partial, egress, ingress }) => {
      const asked = JSON.parse(JSON.stringify(written));
      const said = partial ? { ...asked, verdict, partial } : { ...asked, verdict };

      expect(answerText(asked, { verdict, partial, egress, ingress })).toBe(
        JSON.stringify({ ...said, egress, ingress }),
      );
    }),
  );
});
