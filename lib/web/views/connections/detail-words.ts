// What the codes of outcomes, evidence and reasons to leave out mean, in a clause for people.
import type { Evidence, Outcome } from '../../../connections/connection.ts';

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  established: 'both sides spoke',
  oneway: 'UDP, and nobody replied',
  unanswered: 'a TCP attempt that nobody answered',
  rejected: 'refused by the cloud’s own rules',
};

/** How client and server were told apart. */
export const EVIDENCE_WORDS: Readonly<Record<Evidence, string>> = {
  syn: 'the client’s first packet was seen',
  'syn-ack': 'the server’s answer to it was seen',
  listener: 'flags elsewhere prove that the server listens there',
  declared: 'a Service, EndpointSlice or container names the port',
  'fan-in': 'many clients use this one port',
  'port-range': 'only the port numbers tell',
};

const LEFT_OUT_WORDS: Readonly<Record<string, string>> = {
  unanswered: 'nobody answered, so that it is no need',
  rejected: 'the cloud’s own rules refused it',
  scan: 'the client tried many servers and ports that did not answer',
  'weak-evidence': 'who is the client is not known well enough',
  'unknown-endpoint': 'one side has no certain owner',
  'service-address': 'its server is the address of a Service, which policies do not see',
};

/** The code itself where it is not known here. */
export function leftOutWords(reason: string): string {
  return Object.hasOwn(LEFT_OUT_WORDS, reason) ? `${reason}, ${LEFT_OUT_WORDS[reason]}` : reason;
}
