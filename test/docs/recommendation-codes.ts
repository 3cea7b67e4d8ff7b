// The catalogue of codes, continued: what a recommendation finds about the dataplane that it is written for.
import type { CodeEntry } from './codes.ts';

export const OF_RECOMMENDATION: readonly CodeEntry[] = [
  {
    code: 'not-provable',
    meaning: 'the documents of the dataplane leave open whether the recommendation does what it should',
    mend: 'read the reasons in its evidence; try on the cluster what nobody documents, or name the version',
  },
  {
    code: 'standing-policy-allows',
    meaning: 'a policy of another API stays in force and allows what nobody used',
    mend: 'tighten that policy; the recommendation cannot take it back',
  },
  {
    code: 'standing-policy-denies',
    meaning: 'a policy of another API stays in force and denies what was observed and the recommendation keeps',
    mend: 'change that policy before you apply, or give the connections up',
  },
];
