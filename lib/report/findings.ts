// What deserves a reviewer's attention besides what the recommendation found: breakage, blind spots, damaged input.

import type { Diagnostic, Place } from '../base/diagnostic.ts';
import { compareBy } from '../base/order.ts';
import type { DataplaneFinding } from '../policy/dataplanes/finding.ts';
import type { PolicyFinding } from '../policy/lint/finding.ts';
import { isNeed } from './check.ts';
import type { Finding, ReportConnection, ReportCoverage, Severity } from './document.ts';
import { connectionText, endpointText } from './endpoint-text.ts';
import { unknownVerdictFindings } from './unknown-findings.ts';

export interface FindingInput {
  readonly window: { readonly fromSeconds: number; readonly toSeconds: number };
  /** Ascending. */
  readonly snapshotTimes: readonly number[];
  readonly connections: readonly ReportConnection[];
  readonly coverage: ReportCoverage;
  readonly diagnostics: readonly Diagnostic[];
  /** Lines left out, by source and reason. */
  readonly malformed: readonly { readonly source: string; readonly reason: string; readonly lines: number }[];
}

const SEVERITIES: readonly Severity[] = ['high', 'medium', 'low', 'info'];

export const compareFindings = compareBy<Finding>(
  ({ severity }) => SEVERITIES.indexOf(severity),
  ({ kind }) => kind,
  ({ subject }) => subject,
  ({ message }) => message,
);

/** Sorted by severity, kind, subject. */
export function buildFindings(input: FindingInput): readonly Finding[] {
  return [
    ...blockedFindings(input.connections),
    ...unknownVerdictFindings(
      input.connections.filter((one) => isNeed(one) && one.verdicts.current.unknown !== undefined),
    ),
    ...snatFindings(input.connections),
    ...serviceFindings(input.connections),
    ...coverageFindings(input.coverage),
    ...snapshotFindings(input),
    ...input.malformed.map(malformedFinding),
    ...input.diagnostics.map(diagnosticFinding),
  ].sort(compareFindings);
}

/** Attempts that nobody answered lose nothing by being blocked. */
function blockedFindings(connections: readonly ReportConnection[]): readonly Finding[] {
  return connections.filter(isNeed).flatMap((connection): readonly Finding[] => {
    const { current } = connection.verdicts;
    if (current.allowed || current.unknown !== undefined) return [];
    const subject = connectionText(connection);
    // Not those that allow it on the other side.
    const by = [current.egress, current.ingress].flatMap((side) => (side.allowed ? [] : side.by));
    const evidence = { policies: by, records: connection.records, lastSeen: connection.lastSeen };
    const some = current.partial === true ? ' for some of the pods' : '';
    const message = `the current policies would block it${some}: ${by.join(', ') || 'no rule allows it'}`;
    return [{ kind: 'would-be-blocked', severity: 'high', subject, message, evidence }];
  });
}

/** AWS VPC CNI by default replaces a pod's address by its node's on the way out of the VPC. */
function snatFindings(connections: readonly ReportConnection[]): readonly Finding[] {
  const egress = connections.filter(({ client, server }) => client.kind === 'node' && server.kind === 'external');
  if (egress.length === 0) return [];
  const nodes = new Set(egress.map(({ client }) => endpointText(client)));
  return [
    {
      kind: 'node-egress',
      severity: 'medium',
      subject: 'nodes',
      message:
        'nodes talk to outside addresses; where the CNI replaces pod addresses on the way out (SNAT), some of this is pod traffic that no record can tell apart: add these destinations by hand before egress is enforced',
      evidence: { nodes: nodes.size, connections: egress.length },
    },
  ];
}

function serviceFindings(connections: readonly ReportConnection[]): readonly Finding[] {
  return connections
    .filter(({ server }) => server.kind === 'service')
    .map((connection) => ({
      kind: 'service-address-on-the-wire',
      severity: 'low' as const,
      subject: connectionText(connection),
      message: 'a Service address was not translated before the interface: no endpoints, or no kube-proxy on that node',
      evidence: { records: connection.records },
    }));
}

function coverageFindings(coverage: ReportCoverage): readonly Finding[] {
  const findings: Finding[] = [];
  for (const gap of coverage.gaps) {
    const message = 'no interface wrote a row in this time; what happened then is not known';
    findings.push({
      kind: 'gap-in-logs',
      severity: 'medium',
      subject: `${gap.from} to ${gap.to}`,
      message,
      evidence: {},
    });
  }
  if (coverage.skipped.length > 0) {
    const interfaces = new Set(coverage.skipped.map((skipped) => skipped.interface));
    const rows = coverage.skipped.reduce((sum, skipped) => sum + skipped.rows, 0);
    const message =
      'the cloud saw traffic and did not write it (SKIPDATA); one such row can stand for many lost records';
    const evidence = { rows, interfaces: interfaces.size };
    findings.push({ kind: 'skipped-records', severity: 'medium', subject: 'flow logs', message, evidence });
  }
  const substituted = coverage.unattributed.find(({ reason }) => reason === 'substituted');
  if (substituted !== undefined) {
    const message =
      'the format lacks pkt-srcaddr and pkt-dstaddr, so that one side of these records is only the interface; create the flow log anew with these fields';
    const evidence = { records: substituted.records };
    findings.push({ kind: 'substituted-addresses', severity: 'medium', subject: 'flow logs', message, evidence });
  }
  return findings;
}

/** Longer than this without a snapshot, and short-lived pods are likely to be in none. */
const SNAPSHOT_MINUTES = 15;

/** After the newest snapshot its pods are taken to go on; before the first, pods that ended are in no snapshot. */
function snapshotFindings({ window, snapshotTimes }: FindingInput): readonly Finding[] {
  const [first = window.fromSeconds] = snapshotTimes;
  const last = snapshotTimes.at(-1) ?? window.toSeconds;
  const gaps = snapshotTimes.slice(1).map((time, index) => time - (snapshotTimes[index] ?? time));
  const found: readonly (readonly [kind: string, seconds: number, message: string])[] = [
    [
      'late-snapshots',
      first - window.fromSeconds,
      'the records begin before the first snapshot: pods that had ended by then are unknown',
    ],
    [
      'stale-snapshots',
      window.toSeconds - last,
      'the records go on after the newest snapshot: its pods are taken to go on as well',
    ],
    ['sparse-snapshots', Math.max(0, ...gaps), 'so long was there no snapshot: pods that lived in between are unknown'],
  ];
  return found
    .filter(([, seconds]) => seconds > SNAPSHOT_MINUTES * 60)
    .map(([kind, seconds, message]) => ({
      kind,
      severity: 'medium',
      subject: 'snapshots',
      message: `${message} (${Math.round(seconds / 60)} minutes); export one every five to ten minutes`,
      evidence: { seconds },
    }));
}

function malformedFinding({ source, reason, lines }: FindingInput['malformed'][number]): Finding {
  if (reason === 'truncated') {
    const message = 'the object ends early (truncated): what came behind the cut is missing; fetch it again';
    return { kind: 'malformed-lines', severity: 'medium', subject: source, message, evidence: { lines, reason } };
  }
  const message = `${lines} ${lines === 1 ? 'line was' : 'lines were'} left out: ${reason}`;
  return { kind: 'malformed-lines', severity: 'low', subject: source, message, evidence: { lines, reason } };
}

export function dataplaneFinding({ code, severity, subject, message, mend, evidence }: DataplaneFinding): Finding {
  return { kind: code, severity, subject, message: `${message}; ${mend}`, evidence };
}

/** The place goes with the evidence: the subject is the policy. */
export function policyFinding({ code, severity, subject, place, message, mend, evidence }: PolicyFinding): Finding {
  const at = place === undefined ? {} : { place: placeText(place) };
  return { kind: code, severity, subject, message: `${message}; ${mend}`, evidence: { ...evidence, ...at } };
}

function placeText({ source, line }: Place): string {
  return line === undefined ? source : `${source}:${line}`;
}

function diagnosticFinding({ code, level, message, place, mend }: Diagnostic): Finding {
  const severity: Severity = level === 'error' ? 'medium' : level === 'warning' ? 'low' : 'info';
  return { kind: code, severity, subject: placeText(place), message: `${message}; ${mend}`, evidence: {} };
}
