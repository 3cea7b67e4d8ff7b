// What connections can be filtered by with chips: each facet has choices, and every connection has one of them.
import { EVIDENCE } from '../../../connections/connection.ts';
import { VERDICT_CLASSES, type VerdictClass } from '../../../report/verdict-class.ts';
import { VERDICT_STYLES } from '../../components/verdict-style.ts';
import type { ModelConnection } from '../../data/model.ts';

export const OUTCOMES = ['established', 'oneway', 'unanswered', 'rejected'] as const;
export const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;
export const SIDE_KINDS = ['workload', 'node', 'service', 'external', 'unknown'] as const;

/** In the order in which they are shown; the names are those of the parameters in the address. */
export const FACET_NAMES = ['verdict', 'recommended', 'outcome', 'protocol', 'evidence', 'client', 'server'] as const;
export type FacetName = (typeof FACET_NAMES)[number];

export interface Facet {
  readonly title: string;
  readonly choices: readonly string[];
  readonly choiceOf: (connection: ModelConnection) => string;
  /** For people, where it is not the choice itself. */
  readonly wordOf?: (choice: string) => string;
}

export const FACETS: Readonly<Record<FacetName, Facet>> = {
  verdict: {
    title: 'Current policies',
    choices: VERDICT_CLASSES,
    choiceOf: ({ current }) => current,
    wordOf: verdictWord,
  },
  recommended: {
    title: 'Recommended policies',
    choices: VERDICT_CLASSES,
    choiceOf: ({ recommended }) => recommended,
    wordOf: verdictWord,
  },
  outcome: { title: 'Outcome', choices: OUTCOMES, choiceOf: ({ observed }) => observed.outcome },
  protocol: { title: 'Protocol', choices: PROTOCOLS, choiceOf: ({ observed }) => observed.protocol },
  evidence: { title: 'Evidence', choices: EVIDENCE, choiceOf: ({ observed }) => observed.evidence },
  client: { title: 'Client is', choices: SIDE_KINDS, choiceOf: ({ client }) => client.endpoint.kind },
  server: { title: 'Server is', choices: SIDE_KINDS, choiceOf: ({ server }) => server.endpoint.kind },
};

function verdictWord(choice: string): string {
  const verdict = VERDICT_CLASSES.find((candidate): candidate is VerdictClass => candidate === choice);
  return verdict === undefined ? choice : VERDICT_STYLES[verdict].word;
}
