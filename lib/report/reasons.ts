// What the reason codes of unattributed records mean, in a clause for people.

const REASONS: Readonly<Record<string, string>> = {
  ambiguous: 'several pods may have held the address in that interval, seen or not',
  unassigned: 'the address belonged to nobody known in that interval',
  'unseen-pod': 'a pod of the cluster that no snapshot shows; take snapshots more often',
  reserved: 'link-local, multicast and other addresses that no peer can be named by',
  substituted: 'the format shows the interface instead of the packet; log pkt-srcaddr and pkt-dstaddr',
  'reject-without-syn': 'refused after a connection closed, or a reply that a stateless rule refused: no attempt',
  'other-protocol': 'ICMP and other protocols without ports: kept apart, never turned into rules',
  'outside-window': 'before or after the window that was asked for',
  unoriented: 'both sides are known, who is the client is not',
};

/** Empty for a code that is not known here: the code itself stands beside it. A damaged report may say `__proto__`. */
export function reasonText(reason: string): string {
  return Object.hasOwn(REASONS, reason) ? (REASONS[reason] ?? '') : '';
}
