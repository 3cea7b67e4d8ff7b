// Child of the bench: an evaluator alone, from compiled policies and questions to verdicts; its figures go to stdout.
import { readFileSync } from 'node:fs';
import { compilePolicies } from '../../lib/policy/compile.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import { makeEvaluator } from '../../lib/policy/indexed/indexed-evaluator.ts';
import type { PolicyEndpoint, PolicyQuery, QueryProtocol } from '../../lib/policy/model.ts';
import { UPSTREAM } from '../../lib/policy/profiles/upstream.ts';
import type { Pod } from '../../lib/sources/kubernetes-objects.ts';
import { parsePolicyDocuments } from '../../lib/sources/parse-policies.ts';
import { parseSnapshot } from '../../lib/sources/parse-snapshot.ts';
import type { PlannedConnection } from './policy-connections.ts';

const [which = 'indexed', snapshotPath = '', policiesPath = '', connectionsPath = '', limit = '1000000'] =
  process.argv.slice(2);

const read = (path: string) => ({ text: readFileSync(path, 'utf8'), source: path });
const { snapshot } = parseSnapshot({ ...read(snapshotPath), timeSeconds: 0 });
const { documents } = parsePolicyDocuments(read(policiesPath));
const policies = compilePolicies({ documents, namespaces: snapshot.namespaces });
const queries = readQueries();

const start = performance.now();
const startCpu = process.cpuUsage();
const judge =
  which === 'indexed' ? makeEvaluator(policies, UPSTREAM) : (query: PolicyQuery) => evaluate(policies, query);
const counts = { allowed: 0, denied: 0, unknown: 0 };
for (const query of queries) counts[judge(query).kind] += 1;
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(startCpu);
const peakBytes = process.resourceUsage().maxRSS * 1024;
const figures = { verdicts: queries.length, seconds, cpuSeconds: (user + system) / 1e6, peakBytes, ...counts };
process.stdout.write(`${JSON.stringify(figures)}\n`);

function readQueries(): readonly PolicyQuery[] {
  const endpoints = new Map<string, PolicyEndpoint>();
  for (const pod of snapshot.pods) {
    const endpoint = podEndpoint(pod);
    endpoints.set(`${pod.meta.namespace}/${pod.meta.name}`, endpoint);
    for (const address of pod.addresses) endpoints.set(address, endpoint);
  }
  const endpointOf = (text: string): PolicyEndpoint => {
    const known = endpoints.get(text) ?? { kind: 'address', address: text };
    endpoints.set(text, known);
    return known;
  };
  const lines = readFileSync(connectionsPath, 'utf8').trimEnd().split('\n').slice(0, Number(limit));
  return lines.map((line) => {
    const { from, to, protocol, port } = JSON.parse(line) as PlannedConnection;
    return { client: endpointOf(from), server: endpointOf(to), protocol: protocol as QueryProtocol, port };
  });
}

function podEndpoint({ meta, addresses, ports, hostNetwork, nodeName }: Pod): PolicyEndpoint {
  const { namespace, name, labels } = meta;
  return { kind: 'pod', namespace, name, labels, addresses, ports, hostNetwork, nodeName };
}
