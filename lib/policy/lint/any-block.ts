// 0.0.0.0/0 and ::/0, which mean anywhere on some dataplanes and outside the cluster on others.
import type { Certainty } from '../certainty.ts';
import type { LintSeverity } from './finding.ts';
import { type LintCheck, ofEachRule } from './lint-check.ts';
import { blocksOf, comparesWith, isAnyAddress } from './rule-sites.ts';
import { blockText } from './words.ts';

const MEND =
  'for anywhere leave the peers out (an empty rule); for all pods write namespaceSelector: {}; keep the block for what is outside';

const SAID: Readonly<Record<Certainty, readonly [severity: LintSeverity, says: (title: string) => string]>> = {
  yes: ['info', () => 'means every pod and node as well, not only what is outside the cluster'],
  no: ['low', (title) => `means no pod and no node on ${title}: only addresses outside the cluster`],
  unknown: ['medium', (title) => `may or may not mean pods as well: nobody documents it for ${title}`],
};

export const ANY_BLOCK: LintCheck = {
  code: 'lint-any-block',
  means: 'a rule names 0.0.0.0/0 or ::/0',
  why: 'one half of the dataplanes takes it for everything, the other for everything outside the cluster',
  mend: MEND,
  find: ofEachRule(({ rule, profile }) =>
    blocksOf(rule)
      .filter((block) => isAnyAddress(block) && block.scope === 'dataplane')
      .map((block) => {
        const [severity, says] = SAID[comparesWith('pods', block, profile)];
        return { severity, message: `${blockText(block)} ${says(profile.data.title)}`, mend: MEND };
      }),
  ),
};
