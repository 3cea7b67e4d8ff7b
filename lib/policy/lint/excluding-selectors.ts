// Peers that only exclude namespaces, where a dataplane lets in what has no labels at all.
import type { LintSeverity } from './finding.ts';
import { type LintCheck, ofEachRule } from './lint-check.ts';
import { podPeersOf } from './rule-sites.ts';

const MEND =
  'add { key: kubernetes.io/metadata.name, operator: Exists } to matchExpressions of the namespaceSelector, which every namespace meets and nothing else';

const SAID = {
  'everything-else': ['high', (title: string) => `${title} lets nodes and outside addresses through by it as well`],
  unknown: [
    'medium',
    (title: string) => `nobody documents whether ${title} lets nodes and outside addresses through by it`,
  ],
} as const satisfies Readonly<Record<string, readonly [severity: LintSeverity, says: (title: string) => string]>>;

export const EXCLUDING_SELECTOR: LintCheck = {
  code: 'lint-excluding-selector',
  means: 'a namespaceSelector only excludes, and the dataplane lets through, or may, whatever is in no namespace',
  why: 'NotIn and DoesNotExist also hold for what has no such label: nodes and addresses outside the cluster (cilium/cilium#46949)',
  mend: MEND,
  find: ofEachRule(({ rule, profile }) => {
    const { excludingSelector } = profile.semantics;
    if (excludingSelector === 'pods' || !podPeersOf(rule).some(({ onlyExcludes }) => onlyExcludes === true)) return [];
    const [severity, says] = SAID[excludingSelector];
    const message = `a namespaceSelector only excludes: ${says(profile.data.title)}`;
    return [{ severity, message, mend: MEND, evidence: { source: profile.data.semantics.excludingSelector.source } }];
  }),
};
