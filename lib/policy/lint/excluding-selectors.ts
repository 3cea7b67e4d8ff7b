// Peers that only exclude namespaces, where a dataplane lets in what has no labels at all.
import { type LintCheck, ofEachRule } from './lint-check.ts';
import { podPeersOf } from './rule-sites.ts';

const MEND =
  'add { key: kubernetes.io/metadata.name, operator: Exists } to matchExpressions of the namespaceSelector, which every namespace meets and nothing else';

const THROUGH = 'lets nodes and outside addresses through by it';

export const EXCLUDING_SELECTOR: LintCheck = {
  code: 'lint-excluding-selector',
  means: 'a namespaceSelector only excludes, and the dataplane lets through, or may, whatever is in no namespace',
  why: 'NotIn and DoesNotExist also hold for what has no such label: nodes and addresses outside the cluster (cilium/cilium#46949)',
  mend: MEND,
  find: ofEachRule(({ rule, profile }) => {
    const { excludingSelector } = profile.semantics;
    if (excludingSelector === 'pods' || !podPeersOf(rule).some(({ onlyExcludes }) => onlyExcludes === true)) return [];
    const { title } = profile.data;
    const isKnown = excludingSelector === 'everything-else';
    const says = isKnown ? `${title} ${THROUGH} as well` : `nobody documents whether ${title} ${THROUGH}`;
    const severity = isKnown ? 'high' : 'medium';
    const message = `a namespaceSelector only excludes: ${says}`;
    return [{ severity, message, mend: MEND, evidence: { source: profile.data.semantics.excludingSelector.source } }];
  }),
};
