// Which connections a query leaves: every condition that it names must hold.
import type { Endpoint } from '../connections/connection.ts';
import { addressBits, parseAddress } from '../net/address.ts';
import { type Cidr, cidrContainsCidr, cidrOf, parseCidr } from '../net/cidr.ts';
import type { VerdictKind } from '../policy/model.ts';
import type { ReportConnection } from '../report/document.ts';
import { connectionText } from '../report/endpoint-text.ts';
import { verdictKind } from '../report/verdict.ts';

export interface ConnectionQuery {
  readonly client?: string | undefined;
  readonly server?: string | undefined;
  readonly namespace?: string | undefined;
  readonly workload?: string | undefined;
  readonly port?: number | undefined;
  readonly protocol?: string | undefined;
  readonly outcome?: string | undefined;
  readonly current?: VerdictKind | undefined;
  readonly recommended?: VerdictKind | undefined;
  readonly evidence?: string | undefined;
  readonly text?: string | undefined;
}

type Test = (connection: ReportConnection) => boolean;

/** In the order given. */
export function filterConnections(
  connections: readonly ReportConnection[],
  query: ConnectionQuery,
): readonly ReportConnection[] {
  const tests = testsOf(query);
  return connections.filter((connection) => tests.every((test) => test(connection)));
}

function testsOf(query: ConnectionQuery): readonly Test[] {
  const { client, server, namespace, workload, current, recommended, text } = query;
  const needle = text?.toLowerCase();
  const same = (['port', 'protocol', 'outcome', 'evidence'] as const).flatMap((name): readonly Test[] =>
    query[name] === undefined ? [] : [(connection) => connection[name] === query[name]],
  );
  return [
    ...same,
    ...testOf(
      current,
      (wanted) =>
        ({ verdicts }) =>
          verdictKind(verdicts.current) === wanted,
    ),
    ...testOf(
      recommended,
      (wanted) =>
        ({ verdicts }) =>
          verdictKind(verdicts.recommended) === wanted,
    ),
    ...testOf(client, (name) => ofEnd(endTest(name), ({ client: end }) => [end])),
    ...testOf(server, (name) => ofEnd(endTest(name), ({ server: end }) => [end])),
    ...testOf(namespace, (name) => ofEnd((end) => 'namespace' in end && end.namespace === name, bothEnds)),
    ...testOf(workload, (name) => ofEnd((end) => isNamed(end, name), bothEnds)),
    ...testOf(needle, (wanted) => (connection) => connectionText(connection).toLowerCase().includes(wanted)),
  ];
}

function testOf<T>(wanted: T | undefined, make: (wanted: T) => Test): readonly Test[] {
  return wanted === undefined ? [] : [make(wanted)];
}

function bothEnds({ client, server }: ReportConnection): readonly Endpoint[] {
  return [client, server];
}

function ofEnd(matches: (end: Endpoint) => boolean, ends: (connection: ReportConnection) => readonly Endpoint[]): Test {
  return (connection) => ends(connection).some(matches);
}

/** An address or a CIDR means the ends that lie in it; any other text is the name of a workload or a node. */
function endTest(name: string): (end: Endpoint) => boolean {
  const block = blockOf(name);
  if (block === undefined) return (end) => isNamed(end, name) || (end.kind === 'node' && end.name === name);
  return (end) => {
    const text = end.kind === 'external' ? end.cidr : 'address' in end ? end.address : '';
    const own = blockOf(text);
    return own !== undefined && cidrContainsCidr(block, own);
  };
}

function blockOf(text: string): Cidr | undefined {
  const address = parseAddress(text);
  return address === undefined ? parseCidr(text) : cidrOf(address, addressBits(address.family));
}

/** Names of Services too, which ends of connections may be. */
function isNamed(end: Endpoint, name: string): boolean {
  if (end.kind === 'service') return `svc/${end.namespace}/${end.name}` === name;
  if (end.kind !== 'workload') return false;
  return `${end.namespace}/${end.name}` === name || `${end.namespace}/${end.workloadKind}/${end.name}` === name;
}
