// What-if and drift over the sample report: blocked, unused, gained and lost, in every format.
import { describe, expect, it } from 'vitest';
import { changed } from '../../lib/cli/fail-on.ts';
import { compilePolicies } from '../../lib/policy/compile.ts';
import type { CompiledPolicies } from '../../lib/policy/compiled.ts';
import { checkPolicies } from '../../lib/report/check.ts';
import { diffPolicies, diffReports } from '../../lib/report/diff.ts';
import { diffIssues } from '../../lib/report/formats/diff-issues.ts';
import { formatIssueJunit } from '../../lib/report/formats/issue-junit.ts';
import { formatIssueMarkdown } from '../../lib/report/formats/issue-markdown.ts';
import { formatIssueSarif } from '../../lib/report/formats/issue-sarif.ts';
import { formatIssueText } from '../../lib/report/formats/issue-text.ts';
import { checkIssues } from '../../lib/report/formats/issues.ts';
import { judgedWorkloads } from '../../lib/report/judge.ts';
import { permissionText } from '../../lib/report/permissions.ts';
import { connection, REPORT_JOB, sampleDocument, WEB } from './sample-document.ts';

function apiPolicy(...ports: readonly number[]): object {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'api', namespace: 'shop' },
    spec: {
      podSelector: { matchLabels: { app: 'api' } },
      ingress: ports.map((port) => ({ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port }] })),
    },
  };
}

function apiPorts(ports: readonly object[]): object {
  const from = [{ podSelector: { matchLabels: { app: 'web' } } }];
  return { ...apiPolicy(), spec: { podSelector: { matchLabels: { app: 'api' } }, ingress: [{ from, ports }] } };
}

function webEgress(ipBlock: object): object {
  const egress = [{ to: [{ ipBlock }], ports: [{ port: 443 }] }];
  return {
    ...apiPolicy(),
    spec: { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'], egress },
  };
}

function clusterPolicy(action: string): object {
  const everywhere = { namespaces: {} };
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'guard' },
    spec: { tier: 'Admin', priority: 5, subject: everywhere, ingress: [{ action, from: [everywhere] }] },
  };
}

function compile(...manifests: readonly object[]): CompiledPolicies {
  const documents = manifests.map((manifest) => ({ place: { source: 'api.yaml', line: 3 }, manifest }));
  return compilePolicies({ documents, namespaces: [{ name: 'shop', labels: {} }] });
}

/** 8080 and 9090 are needs, 7070 is an attempt that nobody answered, 6060 nobody tried. */
const DOCUMENT = sampleDocument({
  connections: [
    connection(),
    connection({ port: 9090 }),
    connection({ port: 7070, outcome: 'unanswered', kept: false }),
  ],
});

describe('check', () => {
  it('tells needs that are blocked from attempts, and lists what nobody uses', () => {
    const result = checkPolicies({ document: DOCUMENT, policies: compile(apiPolicy(8080, 6060)) });

    expect(result.allowed.map(({ connection: { port } }) => port)).toEqual([8080]);
    expect(result.blocked.map(({ connection: { port } }) => port)).toEqual([9090]);
    expect(result.attemptsBlocked).toBe(1);
    expect(result.unused.map(permissionText)).toEqual(['shop/web -> shop/api TCP/6060']);
    expect(result.unusedRules).toEqual([{ policy: 'shop/api', direction: 'ingress', rule: 1 }]);
  });

  it('blames no policy for a side that nobody owns for certain', () => {
    const client = { kind: 'unknown', address: '10.0.0.9', reason: 'ambiguous' } as const;
    const document = sampleDocument({ connections: [connection({ client }), connection({ client, port: 9090 })] });

    const result = checkPolicies({ document, policies: compile(apiPolicy(8080)) });

    expect([result.unattributed, result.unknown, result.blocked.length]).toEqual([1, [], 1]);
  });

  it('finds a rule for all ports by the port that nothing names', () => {
    const open = {
      ...apiPolicy(),
      spec: { podSelector: { matchLabels: { app: 'api' } }, ingress: [{ from: [{ podSelector: {} }] }] },
    };

    const result = checkPolicies({ document: DOCUMENT, policies: compile(open) });

    expect(result.unused.map(permissionText)).toContain('shop/web -> shop/api TCP/any other');
  });

  it('finds addresses that a block allows beside those that were seen, and none in an exact cover', () => {
    const seen = connection({ client: WEB, server: { kind: 'external', cidr: '192.0.2.4/32' }, port: 443 });
    const document = sampleDocument({ connections: [seen] });
    const unused = (cidr: string) =>
      checkPolicies({ document, policies: compile(webEgress({ cidr })) }).unused.map(permissionText);

    expect(unused('192.0.2.4/32')).toEqual([]);
    expect(unused('192.0.2.4/31')).toEqual(['shop/web -> other addresses in 192.0.2.4/31 TCP/443']);
    expect(unused('203.0.113.9/32')).toEqual(['shop/web -> 203.0.113.9 TCP/443']);
  });

  it('never counts an unreadable policy as allowing', () => {
    const broken = { ...apiPolicy(8080), spec: { podSelector: {}, ingress: [{ form: [] }] } };

    const result = checkPolicies({ document: DOCUMENT, policies: compile(broken) });

    expect(result.unknown.map(({ connection: { port } }) => port)).toEqual([8080, 9090]);
    expect(result.unused).toEqual([]);
  });
});

describe('diff', () => {
  const older = { document: DOCUMENT, policies: compile(apiPolicy(8080)) };
  const newer = {
    document: sampleDocument({
      workloads: DOCUMENT.workloads.slice(1),
      connections: [connection(), connection({ client: REPORT_JOB, port: 5432 })],
    }),
    policies: compile(apiPolicy(6060)),
  };

  it('of two reports says what came and went', () => {
    const difference = diffReports(older, newer);

    expect(difference.connections).toEqual({
      gained: ["ops/CronJob/o'report -> shop/api TCP/5432"],
      lost: ['shop/web -> shop/api TCP/9090'],
    });
    expect(difference.workloads).toEqual({ gained: [], lost: ["ops/CronJob/o'report"] });
    expect(difference.permissions).toEqual({
      gained: ['shop/web -> shop/api TCP/6060'],
      lost: ['shop/web -> shop/api TCP/8080'],
    });
  });

  it('of a report with itself is empty', () => {
    const same = diffReports(older, older);

    expect([same.connections, same.workloads, same.permissions]).toEqual(Array(3).fill({ gained: [], lost: [] }));
  });

  it('of a wider block names the addresses that are new', () => {
    const known = { workloads: judgedWorkloads(DOCUMENT.workloads) };
    const change = (from: object, to: object) => diffPolicies(compile(from), compile(to), known).permissions;
    const [narrow, wide] = [webEgress({ cidr: '192.0.2.0/28' }), webEgress({ cidr: '192.0.2.0/24' })];

    const gained = ['shop/web -> other addresses in 192.0.2.0/24 TCP/443'];
    expect(change(narrow, wide)).toEqual({ gained, lost: [] });
    expect(change(wide, narrow)).toEqual({ gained: [], lost: gained });
    expect(change(wide, webEgress({ cidr: '0.0.0.0/0' }))).toEqual({
      gained: [
        'shop/web -> other addresses in 0.0.0.0/0 TCP/443',
        'shop/web -> shop/api TCP/443',
        'shop/web -> shop/web TCP/443',
      ],
      lost: [],
    });
    expect(change(webEgress({ cidr: '2001:db8::/64' }), webEgress({ cidr: '2001:db8::/48' })).gained).toEqual([
      'shop/web -> other addresses in 2001:db8::/48 TCP/443',
    ]);
  });

  it('of a hole in a block names what is gone', () => {
    const known = { workloads: judgedWorkloads(DOCUMENT.workloads) };
    const holed = webEgress({ cidr: '192.0.2.0/24', except: ['192.0.2.7/32'] });

    expect(diffPolicies(compile(webEgress({ cidr: '192.0.2.0/24' })), compile(holed), known).permissions).toEqual({
      gained: [],
      lost: ['shop/web -> 192.0.2.7 TCP/443'],
    });
  });

  it('of a port range looks between its ends, and beside it', () => {
    const known = { workloads: judgedWorkloads(DOCUMENT.workloads) };
    const range = (endPort: number) => apiPorts([{ port: 8100, endPort }]);
    const ends = apiPorts([{ port: 8100 }, { port: 8199 }]);

    expect(diffPolicies(compile(range(8199)), compile(ends), known).permissions).toEqual({
      gained: [],
      lost: ['shop/web -> shop/api TCP/8101-8198'],
    });
    expect(diffPolicies(compile(range(8199)), compile(range(65535)), known).permissions.gained).toEqual([
      'shop/web -> shop/api TCP/65535',
      'shop/web -> shop/api TCP/8200-65534',
    ]);
  });

  it('leaves open what one of the two leaves unknown', () => {
    const broken = { ...apiPolicy(8080), spec: { podSelector: {}, ingress: [{ form: [] }] } };
    const known = { workloads: judgedWorkloads(DOCUMENT.workloads) };

    const change = diffPolicies(compile(apiPolicy(8080)), compile(broken), known);

    expect(change.unclear).toContain('shop/web -> shop/api TCP/8080 (allowed, then unknown)');
    expect(change.unclear).toContain('shop/web -> shop/api TCP/any other (denied, then unknown)');
    expect([change.permissions, changed(change)]).toEqual([{ gained: [], lost: [] }, true]);
  });

  it('says of what is unclear how much it is and why, in one row, and keeps all of it for tools', () => {
    const broken = { ...apiPolicy(8080), spec: { podSelector: {}, ingress: [{ form: [] }] } };
    const change = diffPolicies(compile(apiPolicy(8080)), compile(broken), {
      workloads: judgedWorkloads(DOCUMENT.workloads),
    });
    const { issues, groups = [] } = diffIssues(change);

    expect(issues.map(({ subject }) => subject)).toEqual(change.unclear);
    expect(change.pairs.flatMap(({ ports }) => ports)).toHaveLength(change.unclear.length);
    expect(groups.map(({ rule, count }) => [rule, count])).toEqual([['unclear-permission', change.unclear.length]]);
    expect(groups[0]?.rows).toContainEqual([
      'shop/web -> shop/api TCP/8080',
      expect.stringMatching(/^allowed, then unknown: .*shop\/api/),
    ]);
    expect(groups[0]?.rows.length).toBeLessThan(change.unclear.length / 2);
  });

  it('names the policies that a change comes from, and none that reads the same in both sets', () => {
    const known = { workloads: judgedWorkloads(DOCUMENT.workloads) };
    const closed = { ...apiPolicy(), metadata: { name: 'closed', namespace: 'shop' } };
    const policiesOf = (from: readonly object[], to: readonly object[]) =>
      diffPolicies(compile(...from), compile(...to), known).pairs.map(({ way, policies }) => [way, policies]);

    expect(policiesOf([closed, apiPolicy(8080, 9090)], [closed, apiPolicy(8080)])).toEqual([['lost', ['shop/api']]]);
    expect(policiesOf([closed, apiPolicy(8080)], [closed, apiPolicy(8080, 9090)])).toEqual([['gained', ['shop/api']]]);
    expect(policiesOf([closed], [closed, apiPolicy(8080)])).toEqual([['gained', ['shop/api']]]);
    expect(policiesOf([closed, apiPolicy(8080)], [closed])).toEqual([['lost', ['shop/api']]]);
  });

  it('of policies alone tells isolation and denials', () => {
    const written = (from: object, to: object) => diffPolicies(compile(from), compile(to), { workloads: [] });
    const closed = { ...apiPolicy(), spec: { podSelector: {}, policyTypes: ['Ingress'] } };

    expect(written(closed, apiPolicy(8080)).permissions).toEqual({
      gained: [
        'shop [app=api] ingress from pods with app=web in namespace shop on port 8080/TCP',
        'shop [app=api] ingress is isolated',
      ],
      lost: ['shop [everything] ingress is isolated'],
    });
    expect(written(clusterPolicy('Accept'), clusterPolicy('Deny')).permissions).toEqual({
      gained: [expect.stringContaining('ingress (tier admin, order 5) deny from')],
      lost: [expect.stringContaining('ingress (tier admin, order 5) from')],
    });
  });

  it('of policies alone compares rules, whatever the policy is called', () => {
    const renamed = { ...apiPolicy(8080), metadata: { name: 'other', namespace: 'shop' } };

    expect(diffPolicies(compile(apiPolicy(8080)), compile(renamed), { workloads: [] }).permissions).toEqual({
      gained: [],
      lost: [],
    });
    expect(diffPolicies(compile(apiPolicy(8080)), compile(apiPolicy(8081)), { workloads: [] })).toMatchObject({
      permissionsBy: 'rules',
      permissions: { gained: [expect.stringContaining('8081')], lost: [expect.stringContaining('8080')] },
    });
  });
});

describe('formats', () => {
  const issues = checkIssues(checkPolicies({ document: DOCUMENT, policies: compile(apiPolicy(8080, 6060)) }));
  const hostile = {
    title: 't',
    summary: 's',
    issues: [
      {
        rule: 'r',
        level: 'error' as const,
        subject: 'a|b <script> "&" \u0007',
        message: '@all [x](y)\nz',
        policies: [],
      },
    ],
    passed: [],
  };

  it('text is a sentence and aligned blocks', () => {
    expect(formatIssueText(issues)).toBe(
      [
        'Of 2 observed connections, these policies allow 1, block 1. They allow 1 connection that nobody used; 1 attempt that nobody answered would be blocked.',
        '',
        'blocked-connection (1 case)',
        '  shop/web -> shop/api TCP/9090  blocked by ingress of shop/api',
        '',
        'unused-rule (1 case)',
        '  shop/api ingress rule 1  no observed connection needs it',
        '',
        'unused-permission (1 case)',
        '  shop/web -> shop/api TCP/6060  allowed and never observed',
        '',
      ].join('\n'),
    );
  });

  it('sarif points at the document that blocks', () => {
    const sarif = JSON.parse(
      formatIssueSarif(issues, {
        policies: new Map([['shop/api', { source: 'api.yaml', line: 3 }]]),
        otherwise: { source: 'r.duckdb' },
      }),
    );

    expect(sarif.version).toBe('2.1.0');
    expect(sarif.runs[0].results[0]).toMatchObject({
      ruleId: 'blocked-connection',
      level: 'error',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'api.yaml' }, region: { startLine: 3 } } }],
    });
    expect(sarif.runs[0].results[2].locations[0].physicalLocation.artifactLocation.uri).toBe('r.duckdb');
  });

  it('junit counts connections', () => {
    expect(formatIssueJunit(issues)).toContain('<testsuites tests="2" failures="1" skipped="0">');
  });

  it('junit escapes', () => {
    const xml = formatIssueJunit(hostile);

    expect(xml).toContain('name="a|b &lt;script&gt; &quot;&amp;&quot; \uFFFD"');
    expect(xml).toContain('message="@all [x](y)&#10;z"');
  });

  it('markdown escapes', () => {
    expect(formatIssueMarkdown(hostile)).toContain('| a\\|b &lt;script&gt; "&amp;" \u0007 | \\@all \\[x\\](y) z |');
  });

  it('diff states what it compared', () => {
    const change = diffPolicies(compile(apiPolicy(8080)), compile(apiPolicy(8080, 8081)), { workloads: [] });

    expect(diffIssues(change).summary).toBe('1 rule gained, 0 lost.');
  });
});
