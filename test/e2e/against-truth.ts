// What a report says beside what the simulation knows: lists of differences, empty where all is well.
import type { ReportConnection, ReportDocument } from '../../lib/report/document.ts';
import type { TrueConnection, Truth } from '../generator/truth.ts';
import type { Endpoint } from '../oracle/allowed-connections.ts';

interface Named {
  readonly client: Endpoint | ReportConnection['client'];
  readonly server: Endpoint | ReportConnection['server'];
  readonly protocol: string;
  readonly port: number;
}

/** `shop/Deployment/web -> 192.0.2.7/32 TCP/443`; a node by its name, whatever its address. */
export function textOf({ client, server, protocol, port }: Named): string {
  return `${sideText(client)} -> ${sideText(server)} ${protocol}/${port}`;
}

function sideText(side: Named['client']): string {
  switch (side.kind) {
    case 'workload':
      return `${side.namespace}/${side.workloadKind}/${side.name}`;
    case 'node':
      return `node ${side.name}`;
    case 'external':
      return side.cidr;
    default:
      return `${side.kind} ${side.address}`;
  }
}

/** Both ends have a name: the report takes a stand. */
export function isKnown({ client, server }: ReportConnection): boolean {
  return client.kind !== 'unknown' && server.kind !== 'unknown';
}

export function missing(document: ReportDocument, expected: readonly TrueConnection[]): readonly string[] {
  const reported = new Set(document.connections.map(textOf));
  return expected.map(textOf).filter((text) => !reported.has(text));
}

export function invented(document: ReportDocument, truth: Truth): readonly string[] {
  const real = new Set(truth.connections.map(textOf));
  return document.connections
    .filter(isKnown)
    .map(textOf)
    .filter((text) => !real.has(text));
}

/** Weakest first. */
const STRENGTH = ['unanswered', 'rejected', 'oneway', 'established'];

/** Records that only an honest gap explains may make an outcome stronger, up to what truly happened. */
export function wrongOutcomes(document: ReportDocument, truth: Truth): readonly string[] {
  const reported = new Map(document.connections.map((one) => [textOf(one), one.outcome]));
  return truth.connections.flatMap((one) => {
    const outcome = reported.get(textOf(one));
    if (outcome === undefined) return [];
    const strength = STRENGTH.indexOf(outcome);
    const right = STRENGTH.indexOf(one.outcome) <= strength && strength <= STRENGTH.indexOf(one.outcomeAtMost);
    return right ? [] : [`${textOf(one)}: ${outcome}, not ${one.outcome} to ${one.outcomeAtMost}`];
  });
}

/** The report's verdict of each connection in the words of the oracle. */
export function wrongVerdicts(document: ReportDocument, truth: Truth): readonly string[] {
  const expected = new Map(truth.verdicts.map((one) => [textOf(one), one.verdict]));
  return document.connections.filter(isKnown).flatMap((one) => {
    const { current } = one.verdicts;
    const verdict = expected.get(textOf(one));
    if (verdict === undefined) return [`${textOf(one)}: no verdict to compare with`];
    const said = current.unknown ?? (current.partial === true ? 'some' : current.allowed ? 'all' : 'none');
    const sides = (['egress', 'ingress'] as const).filter(
      (side) => current[side].isolated !== (verdict[side].isolated !== 'none'),
    );
    return said === verdict.allowed && sides.length === 0
      ? []
      : [`${textOf(one)}: ${said} ${sides.join(' ')}, not ${JSON.stringify(verdict)}`];
  });
}

/** Records of the report are never more than the rows there were. */
export function overcounted(document: ReportDocument, truth: Truth): readonly string[] {
  const rows = new Map(truth.connections.map((one) => [textOf(one), one.rows]));
  return document.connections
    .filter((one) => isKnown(one) && one.records > (rows.get(textOf(one)) ?? 0))
    .map((one) => `${textOf(one)}: ${one.records} of ${rows.get(textOf(one)) ?? 0}`);
}
