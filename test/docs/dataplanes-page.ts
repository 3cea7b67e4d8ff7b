// docs/dataplanes.md, as text: the profiles side by side, then each with the source of every cell.
import type { Cell, Gate, ProfileData, Semantics, Traits } from '../../lib/policy/profiles/profile.ts';
import { PROFILES } from '../../lib/policy/profiles/registry.ts';
import { APIS, type Point, SEMANTICS, TRAITS } from './dataplane-points.ts';

type AnyCell = Cell<string | number>;

interface Column {
  readonly head: string;
  readonly cell: (profile: ProfileData) => AnyCell | undefined;
}

const GATE_NAMES: Readonly<Record<Gate<unknown>['of'], string>> = {
  dataplane: '',
  kubernetes: 'Kubernetes ',
  kernel: 'kernel ',
};

function keysOf<K extends string>(record: Readonly<Record<K, unknown>>): readonly K[] {
  const isKey = (key: string): key is K => Object.hasOwn(record, key);
  return Object.keys(record).filter(isKey);
}

function semantic(key: keyof Semantics): Column {
  return { head: SEMANTICS[key].head, cell: ({ semantics }) => semantics[key] };
}

function trait(key: keyof Traits): Column {
  return { head: TRAITS[key].head, cell: ({ traits }) => traits[key] };
}

const API_COLUMNS: readonly Column[] = keysOf(APIS).map((api) => ({
  head: APIS[api],
  cell: ({ apis }) => apis[api],
}));

const LIMIT_COLUMNS: readonly Column[] = [
  { head: 'fewer policies than', cell: ({ limits }) => limits.policies },
  { head: 'ports for one peer', cell: ({ limits }) => limits.portsPerPeer },
  { head: 'ipBlocks in a policy', cell: ({ limits }) => limits.blocksPerPolicy },
  { head: 'priority of an AdminNetworkPolicy up to', cell: ({ limits }) => limits.adminPriority },
  { head: 'never blocked', cell: ({ alwaysAllowed }) => alwaysAllowed[0] },
  { head: 'health checks from', cell: ({ healthChecks }) => healthChecks[0] },
];

const THEMES: readonly { readonly title: string; readonly columns: readonly Column[] }[] = [
  {
    title: 'What is enforced',
    columns: [semantic('ingressRules'), semantic('egressRules'), semantic('policyTypes'), semantic('serviceTraffic')],
  },
  {
    title: 'Blocks of addresses',
    columns: [
      ...[semantic('ingressIpBlock'), semantic('egressIpBlock'), semantic('ipBlockMatchesPods')],
      ...[semantic('ipBlockMatchesNodes'), semantic('except'), semantic('ipv6')],
    ],
  },
  {
    title: 'Ports and protocols',
    columns: [semantic('endPort'), semantic('namedPorts'), semantic('icmp'), semantic('sctp')],
  },
  {
    title: 'Nodes, and a pod itself',
    columns: [
      ...[semantic('hostNetworkPeer'), semantic('excludingSelector'), semantic('ownNodeToPod')],
      ...[semantic('podToOwnNode'), semantic('hairpin')],
    ],
  },
  {
    title: 'What is no verdict',
    columns: [trait('loadBalancerClient'), trait('establishedConnections'), trait('newPod'), trait('denial')],
  },
  { title: 'APIs', columns: API_COLUMNS },
  { title: 'Limits', columns: LIMIT_COLUMNS },
];

function row(cells: readonly string[]): string {
  return `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(heads), row(heads.map(() => '---')), ...rows.map(row)].join('\n');
}

function word(value: string | number): string {
  return value === 'unknown' ? '?' : String(value);
}

/** Where nothing is enforced, how a rule would be read does not arise. */
function shown(cell: AnyCell | undefined, { semantics }: ProfileData): string {
  if (cell === undefined) return '–';
  if (cell.is === 'unknown' && semantics.ingressRules.is === 'not-enforced') return '–';
  return `${word(cell.is)}${cell.since === undefined ? '' : ' †'}`;
}

function overview(columns: readonly Column[]): string {
  const rows = PROFILES.map((profile) => [
    `[\`${profile.name}\`](#${profile.name})`,
    ...columns.map(({ cell }) => shown(cell(profile), profile)),
  ]);
  return table(['profile', ...columns.map(({ head }) => head)], rows);
}

/** `range` from 1.17 on, before `first-port`. */
function stated({ is, since }: AnyCell): string {
  return since === undefined ? `\`${is}\`` : `\`${is}\` ${gated(since)}`;
}

function gated({ of, versions, before, earlier }: Gate<string | number>): string {
  const from = `from ${GATE_NAMES[of]}${versions.join(', ')} on, before \`${before}\``;
  return earlier === undefined ? from : `${from} ${gated(earlier)}`;
}

function profileSection(profile: ProfileData): string {
  const { name, title, note } = profile;
  const rows = [
    ...keysOf(SEMANTICS).map((key) => [SEMANTICS[key].head, profile.semantics[key]] as const),
    ...keysOf(TRAITS).map((key) => [TRAITS[key].head, profile.traits[key]] as const),
    ...[...API_COLUMNS, ...LIMIT_COLUMNS].map(({ head, cell }) => [head, cell(profile)] as const),
  ];
  const stating = rows.flatMap(([head, cell]) => (cell === undefined ? [] : [[head, stated(cell), cell.source]]));
  return `### ${name}\n\n**${title}.** ${note}\n\n${table(['point', 'value', 'source'], stating)}`;
}

function pointRows(points: Readonly<Record<string, Point>>): readonly (readonly string[])[] {
  return Object.values(points).map(({ head, asks }) => [head, asks]);
}

export function dataplanesPage(generated: string): string {
  const points = table(['point', 'asks'], [...pointRows(SEMANTICS), ...pointRows(TRAITS)]);
  const themes = THEMES.map(({ title, columns }) => `### ${title}\n\n${overview(columns)}`);
  return `# Dataplanes

${generated}

The same NetworkPolicy means different things on different dataplanes. A profile, one file in \`lib/policy/profiles/\`, says for each point
below what its dataplane does and where that stands; \`--dataplane NAME\` chooses it. What nobody documents, or what depends on a setting that
the cluster's objects do not show, is \`unknown\`, and so is a verdict that turns on it.

## The points

${points}

Policies of an API that a dataplane does not enforce are ignored there, as they are in the cluster.

## Side by side

\`?\` is unknown, \`–\` none (an API: not implemented), † depends on a version, which stands in the profile's own table below. With an unknown version such a point is
unknown: \`--dataplane cilium@1.17\`.

${themes.join('\n\n')}

## Each profile, with sources

*As X* means that the product has X inside and its own documents do not say: a strong default, not the vendor's word. *Derived* follows from
how the source shows it to work. *Unverified* was not found in any source.

${PROFILES.map(profileSection).join('\n\n')}
`;
}
