// Filters of connections against a naive reading of what they mean, and pages that show each connection once.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectionsAnswer } from '../../lib/api/schemas/answers.ts';
import type { Endpoint } from '../../lib/connections/connection.ts';
import type { ReportConnection, ReportVerdict } from '../../lib/report/document.ts';
import { ALLOWED, connection, DENIED, sampleDocument } from '../report/sample-document.ts';
import { askApi, localStore } from './local-api.ts';

const NAMESPACES = ['shop', 'ops', 'a'];
const NAMES = ['web', 'api', 'shop'];
const ADDRESSES = ['10.0.0.1', '10.0.0.9', '10.1.0.1', '2001:db8::1'];
const UNKNOWN: ReportVerdict = { ...DENIED, unknown: 'not known' };

const namespace = fc.constantFrom(...NAMESPACES);
const name = fc.constantFrom(...NAMES);
const address = fc.constantFrom(...ADDRESSES);
const end: fc.Arbitrary<Endpoint> = fc.oneof(
  fc.record({
    kind: fc.constant('workload' as const),
    namespace,
    workloadKind: fc.constantFrom('Deployment', 'Job'),
    name,
  }),
  fc.record({ kind: fc.constant('node' as const), name, address }),
  fc.record({ kind: fc.constant('service' as const), namespace, name, address }),
  fc
    .constantFrom('10.0.0.1/32', '10.0.0.0/24', '10.0.0.0/8', '2001:db8::/64')
    .map((cidr) => ({ kind: 'external' as const, cidr })),
  fc.record({ kind: fc.constant('unknown' as const), address, reason: fc.constant('ambiguous' as const) }),
);
const verdict = fc.constantFrom(ALLOWED, DENIED, UNKNOWN);
const connections: fc.Arbitrary<ReportConnection[]> = fc.array(
  fc
    .record({
      ...{ client: end, server: end },
      protocol: fc.constantFrom('TCP' as const, 'UDP' as const),
      port: fc.constantFrom(0, 53, 80),
      outcome: fc.constantFrom('established' as const, 'unanswered' as const),
      evidence: fc.constantFrom('syn' as const, 'fan-in' as const),
      verdicts: fc.record({ current: verdict, recommended: verdict }),
    })
    .map(connection),
  { maxLength: 40 },
);

const WORKLOADS = NAMESPACES.flatMap((space) => NAMES.flatMap((who) => [`${space}/${who}`, `${space}/Job/${who}`]));
const ends = [
  ...WORKLOADS,
  ...NAMES,
  'svc/shop/api',
  '10.0.0.1',
  '10.0.0.0/24',
  '0.0.0.0/0',
  '2001:db8::/32',
  'no/such',
];
const verdictWord = fc.constantFrom('allowed', 'denied', 'unknown');
const everyCondition = fc.record({
  client: fc.constantFrom(...ends),
  server: fc.constantFrom(...ends),
  namespace,
  workload: fc.constantFrom(...WORKLOADS),
  port: fc.constantFrom('0', '53', '80', '81'),
  protocol: fc.constantFrom('TCP', 'UDP', 'SCTP'),
  outcome: fc.constantFrom('established', 'unanswered', 'oneway'),
  current: verdictWord,
  recommended: verdictWord,
  evidence: fc.constantFrom('syn', 'fan-in'),
  text: fc.constantFrom('WEB', 'shop/', '-> node', 'tcp/80', '10.0'),
});
const CONDITIONS = [
  ...['client', 'server', 'namespace', 'workload', 'port', 'protocol', 'outcome'],
  ...['current', 'recommended', 'evidence', 'text'],
];
/** Few at a time: all together leave nothing. */
const query = fc
  .tuple(everyCondition, fc.subarray(CONDITIONS, { minLength: 1, maxLength: 3 }))
  .map(([all, names]): Query => Object.fromEntries(Object.entries(all).filter(([key]) => names.includes(key))));
type Query = Readonly<
  Partial<
    Record<
      | 'client'
      | 'server'
      | 'namespace'
      | 'workload'
      | 'port'
      | 'protocol'
      | 'outcome'
      | 'current'
      | 'recommended'
      | 'evidence'
      | 'text',
      string
    >
  >
>;

/** By bits written out as text: nothing of the address code of lib. */
function bitsOf(text: string): { readonly bits: string; readonly prefix: number } {
  const [base = '', prefix] = text.split('/');
  const v6 = base.includes(':');
  const [head = '', tail = ''] = base.split('::');
  const groups = (part: string) => part.split(':').filter((group) => group !== '');
  const filled = [
    ...groups(head),
    ...Array<string>(8 - groups(head).length - groups(tail).length).fill('0'),
    ...groups(tail),
  ];
  const bits = v6
    ? `6${filled.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('')}`
    : `4${base
        .split('.')
        .map((part) => Number(part).toString(2).padStart(8, '0'))
        .join('')}`;
  return { bits, prefix: 1 + Number(prefix ?? (v6 ? 128 : 32)) };
}

function within(outer: string, inner: string): boolean {
  const [block, own] = [bitsOf(outer), bitsOf(inner)];
  return own.prefix >= block.prefix && own.bits.startsWith(block.bits.slice(0, block.prefix));
}

function isEnd(who: Endpoint, wanted: string): boolean {
  if (/^[0-9a-f:.]+(\/\d+)?$/.test(wanted) && /[.:]/.test(wanted)) {
    if (who.kind === 'workload') return false;
    return within(wanted, who.kind === 'external' ? who.cidr : who.address);
  }
  if (who.kind === 'node') return who.name === wanted;
  if (who.kind === 'service') return wanted === `svc/${who.namespace}/${who.name}`;
  return who.kind === 'workload' && isWorkload(who, wanted);
}

function isWorkload(who: Endpoint, wanted: string): boolean {
  if (who.kind !== 'workload') return false;
  const [space, ...rest] = wanted.split('/');
  return who.namespace === space && rest.at(-1) === who.name && (rest.length === 1 || rest[0] === who.workloadKind);
}

function word({ allowed, unknown }: ReportVerdict): string {
  if (allowed) return 'allowed';
  return unknown === undefined ? 'denied' : 'unknown';
}

function line({ client, server, protocol, port }: ReportConnection): string {
  const text = (who: Endpoint): string => {
    if (who.kind === 'workload')
      return `${who.namespace}/${who.workloadKind === 'Deployment' ? '' : `${who.workloadKind}/`}${who.name}`;
    if (who.kind === 'node') return `node ${who.name}`;
    if (who.kind === 'service') return `service ${who.namespace}/${who.name}`;
    return who.kind === 'external' ? who.cidr.replace('/32', '') : `${who.address} (${who.reason})`;
  };
  return `${text(client)} -> ${text(server)} ${protocol}/${port}`.toLowerCase();
}

function naive(found: ReportConnection, wanted: Query): boolean {
  const { client, server, verdicts } = found;
  const spaces = [client, server].map((who) => ('namespace' in who ? who.namespace : undefined));
  return [
    wanted.client === undefined || isEnd(client, wanted.client),
    wanted.server === undefined || isEnd(server, wanted.server),
    wanted.namespace === undefined || spaces.includes(wanted.namespace),
    wanted.workload === undefined || [client, server].some((who) => isWorkload(who, wanted.workload ?? '')),
    wanted.port === undefined || String(found.port) === wanted.port,
    wanted.protocol === undefined || found.protocol === wanted.protocol,
    wanted.outcome === undefined || found.outcome === wanted.outcome,
    wanted.evidence === undefined || found.evidence === wanted.evidence,
    wanted.current === undefined || word(verdicts.current) === wanted.current,
    wanted.recommended === undefined || word(verdicts.recommended) === wanted.recommended,
    wanted.text === undefined || line(found).includes(wanted.text.toLowerCase()),
  ].every(Boolean);
}

describe('the connections of a query', () => {
  it('are those that every condition leaves, in the order of the report', async () => {
    let left = 0;
    await fc.assert(
      fc.asyncProperty(connections, query, async (all, wanted) => {
        const ask = askApi(localStore(sampleDocument({ connections: all })));
        const parameters = new URLSearchParams({ ...wanted, limit: '1000' });
        const response = await ask(`/reports/prod/latest/connections?${parameters}`);
        const expected = all.filter((found) => naive(found, wanted));
        left += expected.length;

        expect(connectionsAnswer.parse(await response.json())).toMatchObject({
          total: expected.length,
          items: expected,
        });
      }),
      { numRuns: 300 },
    );
    // Filters that leave nothing would agree with anything.
    expect(left).toBeGreaterThan(50);
  });
});

describe('the pages of a query', () => {
  it('show each connection once, in order, whatever their size', async () => {
    await fc.assert(
      fc.asyncProperty(
        connections,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 14_000, max: 40_000 }),
        async (all, limit, mostBytes) => {
          const ask = askApi(localStore(sampleDocument({ connections: all })), mostBytes);
          const seen: unknown[] = [];
          let target: string | undefined = `?limit=${limit}&protocol=TCP`;
          while (target !== undefined) {
            const response: Response = await ask(`/reports/prod/latest/connections${target}`);
            const page = connectionsAnswer.parse(await response.json());
            expect(page.items.length).toBeLessThanOrEqual(limit);
            expect(page.next === undefined || page.items.length > 0).toBe(true);
            seen.push(...page.items);
            const link = response.headers.get('link');
            expect(link?.includes(page.next ?? '-') ?? page.next === undefined).toBe(true);
            target = link === null ? undefined : /^<(.*)>; rel="next"$/.exec(link)?.[1];
          }
          expect(seen).toEqual(all.filter(({ protocol }) => protocol === 'TCP'));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are bound to their filter and their run', async () => {
    const ask = askApi(localStore(sampleDocument()));
    const other = askApi(localStore(sampleDocument({ dataplane: 'calico' })));
    const { run, next } = connectionsAnswer.parse(await (await ask('/reports/prod/latest/connections?limit=2')).json());
    const statusOf = async (target: string) => (await ask(`/reports/prod/${target}&cursor=${next}`)).status;

    expect(next).toBeDefined();
    expect(await statusOf('latest/connections?limit=3')).toBe(200);
    expect(await statusOf(`${run}/connections?limit=3`)).toBe(200);
    expect(await statusOf('latest/connections?port=80')).toBe(404);
    expect(await statusOf('latest/findings?limit=2')).toBe(404);
    // The report that the cursor is of is not there.
    expect((await other(`/reports/prod/latest/connections?limit=3&cursor=${next}`)).status).toBe(404);
  });
});
