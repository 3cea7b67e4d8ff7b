// The proof by brute force: every pair of pods is asked about every port, and every entry of a rule taken out of its whole policy.
import { parseAddress } from '../../lib/net/address.ts';
import { type Cidr, cidrContains, parseCidr } from '../../lib/net/cidr.ts';
import { evaluateDirection } from '../../lib/policy/evaluate.ts';
import type { Direction, PolicyQuery } from '../../lib/policy/model.ts';
import { policyBlocks } from '../../lib/policy/policy-terms.ts';
import { type Cluster, endpointWorkload } from '../../lib/recommendation/cluster.ts';
import type { DnsFacts } from '../../lib/recommendation/dns.ts';
import type { KeptConnection } from '../../lib/recommendation/eligible.ts';
import type { PortManifest } from '../../lib/recommendation/manifests.ts';
import { outsideBlocks } from '../../lib/recommendation/peers.ts';
import { compileManifests, policyName, withoutAtom } from '../../lib/recommendation/policy-documents.ts';
import { allPortClasses, makeReach, unseenPorts } from '../../lib/recommendation/port-classes.ts';
import { asAnotherPod, outsideAddresses, outsideProbe, type PodProbe } from '../../lib/recommendation/probes.ts';
import type { Proof } from '../../lib/recommendation/proof.ts';
import type { PolicyAtom } from '../../lib/recommendation/synthesize.ts';
import { isSystemNamespace } from '../../lib/recommendation/system-namespaces.ts';
import { questionsOf } from '../../lib/recommendation/verify-observed.ts';

/** Each as sorted lines: `allowed: shop/Deployment/web -> 192.0.2.1 TCP/80`, with the policy or the reason before it. */
export function beyondByBruteForce(kept: readonly KeptConnection[], proof: Proof, dns: DnsFacts): readonly string[] {
  const lines = [...foundBetweenPods(kept, proof, dns), ...foundOutside(kept, proof, dns)];
  const texts = (kind: string) => new Set(lines.filter((one) => one.kind === kind).map(({ text }) => text));
  const [allowed, standing] = [texts('allowed'), texts('standing')];
  const wanted = lines.filter(({ kind, text }) => {
    if (kind === 'allowed') return true;
    return kind === 'standing' ? !allowed.has(text) : !allowed.has(text) && !standing.has(text);
  });
  return [...new Set(wanted.map(({ kind, why, text }) => `${kind}${why}: ${text}`))].sort();
}

interface Line {
  readonly kind: 'allowed' | 'standing' | 'unknown';
  readonly why: string;
  readonly text: string;
}

interface AskedPod {
  readonly id: string;
  readonly namespace: string;
  readonly pod: PodProbe;
}

function podsOf({ cluster, probes }: Proof): readonly AskedPod[] {
  const workloads = cluster.subjects.flatMap(({ members }) => members);
  return workloads.flatMap((workload) =>
    probes.ofWorkload(workload).map((pod) => ({ id: workload.id, namespace: workload.namespace, pod })),
  );
}

function* foundBetweenPods(kept: readonly KeptConnection[], proof: Proof, dns: DnsFacts): Generator<Line> {
  const pods = podsOf(proof);
  const portsFor = portsAsked(kept, proof);
  const meant = meantTexts(kept, proof.cluster);
  const written = (pod: AskedPod) => proof.cluster.includeSystem || !isSystemNamespace(pod.namespace);
  for (const client of pods) {
    for (const server of pods) {
      if (!written(client) && !written(server)) continue;
      const ofServer = portsFor(server.pod, 'ingress');
      for (const [name, port] of portsFor(client.pod, 'egress')) {
        const text = `${client.id} -> ${server.id} ${name}`;
        if (!ofServer.has(name) || meant.has(text) || isDnsServer(server.id, port, dns)) continue;
        const query = { client: asAnotherPod(client.pod), server: server.pod, ...port };
        yield* lineOf(text, proof, query, ['egress', 'ingress']);
      }
    }
  }
}

function* foundOutside(kept: readonly KeptConnection[], proof: Proof, dns: DnsFacts): Generator<Line> {
  const { cluster } = proof;
  const used = new Set(
    kept.flatMap(({ connection: { client, server } }) =>
      [client, server].flatMap((end) => outsideAddresses(cluster, end)),
    ),
  );
  const strangers = ['198.51.100.1', '203.0.113.1', '192.0.2.1', '2001:db8::1'].filter((text) => !used.has(text));
  const portsFor = portsAsked(kept, proof);
  for (const { id, namespace, pod } of podsOf(proof)) {
    if (!cluster.includeSystem && isSystemNamespace(namespace)) continue;
    for (const direction of ['egress', 'ingress'] as const) {
      const blocks = portsFor.blocks(pod, direction);
      const named = [...used].filter((text) => holds(blocks, text));
      for (const address of [...named, ...strangers]) {
        for (const [name, port] of portsFor(pod, direction)) {
          if (isMeantOutside({ id, address, name, direction }, kept, cluster)) continue;
          if (direction === 'egress' && isDnsOutside(id, address, port, dns)) continue;
          const there = outsideProbe(cluster, address);
          const text = direction === 'egress' ? `${id} -> ${address} ${name}` : `${address} -> ${id} ${name}`;
          const sides = direction === 'egress' ? { client: pod, server: there } : { client: there, server: pod };
          yield* lineOf(text, proof, { ...sides, ...port }, [direction]);
        }
      }
    }
  }
}

function holds(blocks: readonly Cidr[], text: string): boolean {
  const address = parseAddress(text);
  return address !== undefined && blocks.some((block) => cidrContains(block, address));
}

/** The ports that a direction of a pod's policies can tell apart, and the blocks that they name. */
function portsAsked(kept: readonly KeptConnection[], proof: Proof) {
  const all = allPortClasses(proof.inForce, kept, proof.cluster.workloads.values());
  const [unseen = { protocol: 'TCP', port: 1 }] = unseenPorts([...all.values()]);
  const reach = makeReach(proof, { unseen, stranger: outsideProbe(proof.cluster, '198.51.100.1') });
  const portsFor = (pod: PodProbe, direction: Direction): ReadonlyMap<string, PortManifest> =>
    reach(pod, direction).ports ?? all;
  const blocks = (pod: PodProbe, direction: Direction) =>
    policyBlocks({ ...proof.inForce, policies: reach(pod, direction).policies });
  return Object.assign(portsFor, { blocks });
}

/** Nothing where a side surely denies. */
function* lineOf(text: string, proof: Proof, query: PolicyQuery, directions: readonly Direction[]): Generator<Line> {
  const { dataplane } = proof.cluster;
  const judge = (direction: Direction) => evaluateDirection(proof.inForce, query, { direction, dataplane });
  const sides = directions.map(judge);
  if (sides.some(({ kind }) => kind === 'denied')) return;
  const open = sides.find(({ kind }) => kind === 'unknown');
  if (open !== undefined) {
    yield { kind: 'unknown', why: ` ${open.reason}`, text };
    return;
  }
  const alone = (['egress', 'ingress'] as const).every(
    (direction) => evaluateDirection(proof.policies, query, { direction, dataplane }).kind === 'allowed',
  );
  if (alone || proof.standing.size === 0) {
    yield { kind: 'allowed', why: '', text };
    return;
  }
  const by = sides.flatMap((side) => side.by).filter((name) => proof.standing.has(name));
  for (const name of by.length === 0 ? proof.standing : by) yield { kind: 'standing', why: ` ${name}`, text };
}

function podId(cluster: Cluster, end: KeptConnection['connection']['client']): string | undefined {
  const workload = endpointWorkload(cluster, end);
  return workload === undefined || workload.hostNetwork ? undefined : workload.id;
}

function meantTexts(kept: readonly KeptConnection[], cluster: Cluster): ReadonlySet<string> {
  return new Set(
    kept.map(({ connection: { client, server, protocol, port } }) =>
      [podId(cluster, client), '->', podId(cluster, server), `${protocol}/${port}`].join(' '),
    ),
  );
}

interface Outside {
  readonly id: string;
  readonly address: string;
  readonly name: string;
  readonly direction: Direction;
}

function isMeantOutside({ id, address, name, direction }: Outside, kept: readonly KeptConnection[], cluster: Cluster) {
  return kept.some(({ connection: { client, server, protocol, port } }) => {
    const [own, far] = direction === 'egress' ? [client, server] : [server, client];
    if (podId(cluster, own) !== id || `${protocol}/${port}` !== name) return false;
    return podId(cluster, far) === undefined && holds(outsideBlocks(cluster, far), address);
  });
}

function isDnsServer(id: string, { protocol, port }: PortManifest, dns: DnsFacts): boolean {
  return dns.workloads.includes(id) && dns.ports.some((own) => own.protocol === protocol && own.port === port);
}

function isDnsOutside(id: string, address: string, { protocol, port }: PortManifest, dns: DnsFacts): boolean {
  if (port !== 53 || protocol === 'SCTP') return false;
  const local = dns.localBlocks.flatMap((text) => parseCidr(text) ?? []);
  return dns.workloads.includes(id) || holds(local, address);
}

/** `needed`, `unneeded` or `unknown` of each entry. */
export function worthByBruteForce(
  atoms: readonly PolicyAtom[],
  kept: readonly KeptConnection[],
  proof: Proof,
): readonly string[] {
  const { dataplane, namespaces } = proof.cluster;
  return atoms.map((atom) => {
    const manifest = proof.manifests.find((one) => policyName(one) === atom.policy);
    if (manifest === undefined) return 'unneeded';
    const stripped = {
      ...compileManifests([withoutAtom(manifest, atom)], namespaces),
      cluster: proof.policies.cluster,
    };
    const side = { direction: atom.direction, dataplane };
    const questions = kept
      .filter(({ key }) => atom.connections.includes(key))
      .flatMap((one) => questionsOf(one, proof));
    const kinds = questions.flatMap((query) => {
      const whole = evaluateDirection(proof.policies, query, side);
      const isOwn = whole.rules.every(({ policy, rule }) => policy === atom.policy && rule === atom.rule);
      if (!isOwn) return [];
      const left = evaluateDirection(stripped, query, side);
      return left.kind === 'unknown' || whole.kind === 'unknown' ? ['unknown'] : [left.kind];
    });
    if (kinds.includes('denied')) return 'needed';
    return kinds.includes('unknown') ? 'unknown' : 'unneeded';
  });
}
