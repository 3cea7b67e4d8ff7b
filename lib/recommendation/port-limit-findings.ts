// Peers for which rules name more ports than the dataplane takes.
import type { Cluster } from './cluster.ts';
import { profilesOf } from './dataplane-classes.ts';
import type { DnsFacts } from './dns.ts';
import { portText } from './ports.ts';
import type { Finding } from './recommendation.ts';
import type { PolicyAtom } from './synthesize.ts';

interface Entries {
  readonly atom: PolicyAtom;
  readonly ports: Set<string>;
}

/** In the order of the entries. The ports of names count with those of DNS pods, as every pod may ask them. */
export function portLimitFindings(atoms: readonly PolicyAtom[], cluster: Cluster, dns: DnsFacts): readonly Finding[] {
  const groups = new Map<string, Entries>();
  for (const atom of atoms) {
    const key = `${atom.subject.id} ${atom.direction} ${atom.peer}`;
    const known = groups.get(key) ?? { atom, ports: new Set(namesOf(atom, dns)) };
    known.ports.add(portText(atom.port));
    groups.set(key, known);
  }
  return [...groups.values()].flatMap(({ atom, ports }): readonly Finding[] => {
    const { subject, direction, peer, policy } = atom;
    const limits = profilesOf(subject, cluster).flatMap(({ data }) => data.limits.portsPerPeer ?? []);
    const over = limits.find(({ is }) => ports.size > is);
    if (over === undefined) return [];
    const arrow = direction === 'egress' ? 'to' : 'from';
    const message = `${policy} names ${ports.size} ports ${arrow} ${peer}, and the dataplane takes ${over.is} for one address: connections on the others are blocked`;
    const evidence = { policy, direction, peer, ports: ports.size, limit: over.is, source: over.source };
    return [{ kind: 'port-limit', severity: 'high', subject: subject.id, message, evidence }];
  });
}

function namesOf({ direction, peer }: PolicyAtom, { workloads, ports }: DnsFacts): readonly string[] {
  const isDns = direction === 'egress' && peer.split(', ').some((id) => workloads.includes(id));
  return isDns ? ports.map(portText) : [];
}
