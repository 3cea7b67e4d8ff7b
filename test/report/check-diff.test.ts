// What-if and drift over the sample report: blocked, unused, gained and lost, in every format.
import { describe, expect, it } from 'vitest';
import { compilePolicies } from '../../lib/policy/compile.ts';
import type { CompiledPolicies } from '../../lib/policy/compiled.ts';
import { checkPolicies } from '../../lib/report/check.ts';
import { diffPolicies, diffReports, permissionText } from '../../lib/report/diff.ts';
import { formatIssueJunit } from '../../lib/report/formats/issue-junit.ts';
import { formatIssueMarkdown } from '../../lib/report/formats/issue-markdown.ts';
import { formatIssueSarif } from '../../lib/report/formats/issue-sarif.ts';
import { formatIssueText } from '../../lib/report/formats/issue-text.ts';
import { checkIssues, diffIssues } from '../../lib/report/formats/issues.ts';
import { connection, REPORT_JOB, sampleDocument } from './sample-document.ts';

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
