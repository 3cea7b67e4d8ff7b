// The summary that a person reads in the terminal after an analysis: what was read, what is blocked, what is recommended.

import { compareText } from '../base/order.ts';
import { isNeed, sidesKnown } from './check.ts';
import type { Finding, PolicyManifest, ReportConnection, ReportDocument, Severity } from './document.ts';
import { connectionText } from './endpoint-text.ts';
import { makePaint, type Paint, plainText } from './paint.ts';
import { reasonText } from './reasons.ts';
import { shellWord } from './shell-word.ts';
import { aligned, atMost, counted, grouped } from './words.ts';

export interface SummaryOptions {
  readonly colour: boolean;
  /** The report file, for the commands that come next. */
  readonly reportFile?: string;
  /** How the user calls us. */
  readonly program?: string;
}

const SHOWN = { reasons: 6, pairs: 5, blocked: 8, unknown: 4, namespaces: 10, findings: 8 } as const;

/** A heading and its lines; a section without lines is left out. */
interface Section {
  readonly heading: string;
  readonly lines: readonly string[];
}

export function formatSummary(document: ReportDocument, options: SummaryOptions): string {
  const paint = makePaint(options.colour);
  const sections = [
    readSection(document),
    unattributedSection(document),
    blindSection(document),
    blockedSection(document, paint),
    unknownSection(document),
    recommendedSection(document, paint),
    findingSection(document, paint),
    nextSection(options.reportFile, options.program ?? 'flowfence'),
  ];
  const blocks = sections
    .filter((section) => section.lines.length > 0)
    .map(({ heading, lines }) => [paint('bold', heading), ...lines.map((line) => `  ${line}`)].join('\n'));
  return `${blocks.join('\n\n')}\n`;
}

function readSection(document: ReportDocument): Section {
  const { inputs, window } = document;
  const asides = [
    ...(inputs.malformed > 0 ? [`${grouped(inputs.malformed)} malformed`] : []),
    ...(inputs.noData > 0 ? [`${grouped(inputs.noData)} NODATA`] : []),
    ...(inputs.skipData > 0 ? [`${grouped(inputs.skipData)} SKIPDATA`] : []),
  ];
  const lines =
    asides.length === 0
      ? ''
      : `, beside them ${counted(inputs.malformed + inputs.noData + inputs.skipData, 'line')}: ${asides.join(', ')}`;
  const facts = [
    ['logs', `${counted(inputs.records, 'record')} in ${counted(inputs.objects, 'object')}${lines}`],
    [
      'cluster',
      `${counted(inputs.snapshots, 'snapshot')}, ${counted(document.workloads.length, 'workload')}, ${counted(inputs.policies, 'current policy', 'current policies')}`,
    ],
    ['traffic', `${counted(document.connections.length, 'connection')} between workloads, nodes and outside addresses`],
  ];
  const heading = `${plainText(document.cluster)}, ${moment(window.from)} to ${moment(window.to)} UTC, dataplane ${document.dataplane}`;
  return { heading, lines: aligned(facts) };
}

/** `2026-11-01 00:00:00` */
function moment(rfc3339: string): string {
  return rfc3339.replace('T', ' ').replace(/(:00)?Z$/, '');
}

function unattributedSection({ coverage, inputs }: ReportDocument): Section {
  const total = coverage.unattributed.reduce((sum, entry) => sum + entry.records, 0);
  const entries = [...coverage.unattributed].sort((left, right) => right.records - left.records);
  const rows = aligned(
    entries.map(({ reason, records }) => [
      grouped(records).padStart(grouped(total).length),
      reason,
      reasonText(reason),
    ]),
  );
  const gaps =
    coverage.gaps.length === 0
      ? []
      : [
          `no rows at all in ${counted(coverage.gaps.length, 'stretch', 'stretches')} of the window, the first from ${moment(coverage.gaps[0]?.from ?? '')}`,
        ];
  return {
    heading: `Not attributed: ${grouped(total)} of ${counted(inputs.records, 'record')}${share(total, inputs.records)}`,
    lines: [...atMost(rows, SHOWN.reasons), ...gaps],
  };
}

function share(part: number, whole: number): string {
  return whole === 0 ? '' : ` (${((100 * part) / whole).toFixed(1)} %)`;
}

function blindSection({ coverage }: ReportDocument): Section {
  const { pairs, alwaysTogether, blind } = coverage.sameNode;
  const ordered = [...blind].sort((left, right) => right.share - left.share);
  const rows = aligned(
    ordered.map((pair) => [
      plainText(`${pair.left} and ${pair.right}`),
      pair.always ? 'always' : `${Math.round(pair.share * 100)} % of the time`,
    ]),
  );
  const always = alwaysTogether === 0 ? 'none always' : `${grouped(alwaysTogether)} always`;
  return {
    heading: `Shared nodes: ${counted(pairs, 'pair')} of workloads, ${always}; the logs may not show their traffic`,
    lines: atMost(rows, SHOWN.pairs),
  };
}

function blockedSection({ connections, policies }: ReportDocument, paint: Paint): Section {
  const blocked = connections.filter(
    (connection) =>
      isNeed(connection) && !connection.verdicts.current.allowed && connection.verdicts.current.unknown === undefined,
  );
  const rows = aligned(
    blocked.map((connection) => [
      plainText(connectionText(connection)),
      blockedBy(connection),
      `since ${moment(connection.firstSeen)}`,
    ]),
  );
  const count = counted(policies.current.length, 'current policy', 'current policies');
  if (blocked.length === 0)
    return {
      heading: 'Blocked',
      lines:
        policies.current.length === 0
          ? ['no current policies']
          : [paint('green', `the ${count} would block no observed connection`)],
    };
  return {
    heading: `The ${policies.current.length === 1 ? 'current policy' : count} would block ${counted(blocked.length, 'observed connection')}`,
    lines: atMost(rows, SHOWN.blocked).map((line) => paint('red', line)),
  };
}

function blockedBy({ verdicts: { current } }: ReportConnection): string {
  const sides = (['egress', 'ingress'] as const).filter((direction) => !current[direction].allowed);
  const text = sides.map((direction) => `${direction} of ${current[direction].by.join(', ')}`).join(' and ');
  return plainText(current.partial === true ? `for some pods by ${text}` : `by ${text}`);
}

/** Connections with an unknown side are unknown for that reason, which is told above. */
function unknownSection({ connections }: ReportDocument): Section {
  const unknown = connections.filter(
    (connection) => isNeed(connection) && sidesKnown(connection) && connection.verdicts.current.unknown !== undefined,
  );
  const rows = aligned(
    unknown.map((connection) => [
      plainText(connectionText(connection)),
      plainText(connection.verdicts.current.unknown ?? ''),
    ]),
  );
  return {
    heading: `Verdict unknown for ${counted(unknown.length, 'connection')} between known sides`,
    lines: atMost(rows, SHOWN.unknown),
  };
}

function recommendedSection({ policies, verification }: ReportDocument, paint: Paint): Section {
  const perNamespace = new Map<string, number>();
  for (const manifest of policies.recommended) {
    const namespace = namespaceOf(manifest);
    perNamespace.set(namespace, (perNamespace.get(namespace) ?? 0) + 1);
  }
  const rows = aligned(
    [...perNamespace].map(([namespace, count]) => [plainText(namespace), counted(count, 'policy', 'policies')]),
  );
  const { kept, keptAllowed, rules, rulesNeeded, allowedBeyondObserved: beyond } = verification;
  const proven = kept === keptAllowed && rules === rulesNeeded && beyond === 0;
  const proof = `verified: keeps ${grouped(keptAllowed)}/${grouped(kept)} connections, needs ${grouped(rulesNeeded)}/${grouped(rules)} rules, allows ${grouped(beyond)} beyond the observed`;
  return {
    heading: `Recommended: ${counted(policies.recommended.length, 'policy', 'policies')} in ${counted(perNamespace.size, 'namespace')}`,
    lines:
      policies.recommended.length === 0
        ? []
        : [...atMost(rows, SHOWN.namespaces), paint(proven ? 'green' : 'yellow', proof)],
  };
}

function namespaceOf(manifest: PolicyManifest): string {
  const metadata = manifest.metadata;
  const namespace: unknown =
    typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'namespace') : undefined;
  return typeof namespace === 'string' ? namespace : 'default';
}

const SHOWN_ABOVE: readonly string[] = ['would-be-blocked', 'unknown-verdict'];
const SEVERITIES: readonly Severity[] = ['high', 'medium', 'low', 'info'];
const TONES = { high: 'red', medium: 'yellow', low: 'dim', info: 'dim' } as const;

/** What has a section of its own is not repeated; several of one kind are one line with the first as example. */
function findingSection({ findings }: ReportDocument, paint: Paint): Section {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (SHOWN_ABOVE.includes(finding.kind)) continue;
    const key = `${SEVERITIES.indexOf(finding.severity)} ${finding.kind}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  const ordered = [...groups].sort(([left], [right]) => compareText(left, right));
  const lines = ordered.flatMap(([, [first, ...rest]]) => {
    if (first === undefined) return [];
    const more = rest.length === 0 ? '' : ` (and ${grouped(rest.length)} more of this kind)`;
    const text = plainText(`${first.subject}: ${first.message}${more}`);
    return [`${paint(TONES[first.severity], first.severity.padEnd(6))}  ${text}`];
  });
  return { heading: `Findings: ${grouped(findings.length)}, the gravest first`, lines: atMost(lines, SHOWN.findings) };
}

function nextSection(reportFile: string | undefined, program: string): Section {
  if (reportFile === undefined) return { heading: 'Next', lines: [] };
  const report = plainText(shellWord(reportFile));
  const rows = [
    [`${program} policies ${report} --out policies/`, 'write the recommended YAML'],
    [`${program} check ${report} --policies policies/`, 'what would your policies block?'],
    [`${program} explain ${report} --from A --to B --port 8080/TCP`, 'why is it allowed or blocked?'],
    [`${program} serve ${report}`, 'look at all of it in a browser'],
    [`${program} export ${report} --format json`, 'all of it, for scripts'],
  ];
  return { heading: 'Next', lines: aligned(rows) };
}
