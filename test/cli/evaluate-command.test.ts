// `flowfence evaluate`: what each form of E means, lines that cannot be asked, and the exit status.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runRecorded } from './recording-terminal.ts';

let folder = '';

function pod(
  name: string,
  labels: object,
  rest: { readonly address?: string; readonly owner?: string; readonly phase?: string } = {},
): object {
  const owner =
    rest.owner === undefined
      ? {}
      : {
          ownerReferences: [
            { apiVersion: 'apps/v1', kind: 'StatefulSet', name: rest.owner, uid: rest.owner, controller: true },
          ],
        };
  const status = {
    phase: rest.phase ?? 'Running',
    ...(rest.address === undefined ? {} : { podIP: rest.address, podIPs: [{ ip: rest.address }] }),
  };
  const spec = { nodeName: 'n1', containers: [{ name: 'c', ports: [{ name: 'http', containerPort: 8080 }] }] };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', uid: name, labels, ...owner },
    spec,
    status,
  };
}

function policy(name: string, from: object): object {
  const spec = { podSelector: { matchLabels: { app: 'api' } }, ingress: [{ from: [from], ports: [{ port: 'http' }] }] };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace: 'shop' }, spec };
}

const OBJECTS = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: {} } },
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n1' },
    status: { addresses: [{ type: 'InternalIP', address: '10.0.9.1' }] },
  },
  pod('web-0', { app: 'web' }, { address: '10.0.0.7', owner: 'web' }),
  pod('web-1', { app: 'web', track: 'new' }, { address: '10.0.0.9', owner: 'web' }),
  pod('api', { app: 'api' }, { address: '10.0.0.8' }),
  pod('done', { app: 'web' }, { address: '10.0.0.10', phase: 'Succeeded' }),
];
const CURRENT = policy('current', { podSelector: { matchLabels: { track: 'new' } } });

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowfence-evaluate-'));
  write('20261101T000000Z.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [pod('old', {})] }));
  write('20261101T001500Z.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [...OBJECTS, CURRENT] }));
  write('draft.yaml', JSON.stringify(policy('draft', { ipBlock: { cidr: '192.0.2.0/25' } })));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function evaluate(lines: readonly (object | string)[], ...args: readonly string[]) {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const connections = write('cases.jsonl', text);
  const snapshots = join(folder, '2026*.json');
  const result = await runRecorded('evaluate', '--snapshots', snapshots, '--connections', connections, ...args);
  const answers = result.out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  return { ...result, answers };
}

const tcp = (from: string, to = 'shop/api', port = 8080) => ({ from, to, protocol: 'TCP', port });

describe('E', () => {
  it.each([
    ['a pod by name', 'shop/web-1', 'allowed', false],
    ['another pod of it', 'shop/web-0', 'denied', false],
    ['a workload whose pods differ', 'shop/web', 'denied', true],
    ['a workload by kind', 'shop/StatefulSet/web', 'denied', true],
    ['the address of a pod', '10.0.0.9', 'allowed', false],
    ['the address of the own node', '10.0.9.1', 'allowed', false],
    ['the address that a finished pod kept', '10.0.0.10', 'denied', false],
    ['an address outside', '192.0.2.1', 'denied', false],
    ['a block with a pod that is allowed', '10.0.0.0/24', 'denied', true],
  ])('%s', async (_what, from, verdict, partial) => {
    const { answers, status } = await evaluate([tcp(from)]);

    expect(answers[0]).toMatchObject({ from, verdict, ...(partial ? { partial } : {}) });
    expect('partial' in answers[0]).toBe(partial);
    expect(status).toBe(0);
  });

  it('is read in the policies that replace those of the snapshot', async () => {
    const { answers } = await evaluate(
      [tcp('192.0.2.1'), tcp('192.0.2.0/24'), tcp('shop/web-1')],
      '--policies',
      join(folder, 'draft.yaml'),
    );

    expect(answers.map(({ verdict, partial }) => [verdict, partial])).toEqual([
      ['allowed', undefined],
      ['denied', true],
      ['denied', undefined],
    ]);
  });
});

describe('a line', () => {
  it('comes back with its own fields and the verdict of both sides', async () => {
    const { answers } = await evaluate([{ ...tcp('shop/web-0'), note: 'mine' }]);

    expect(answers).toEqual([
      {
        ...tcp('shop/web-0'),
        note: 'mine',
        verdict: 'denied',
        egress: { isolated: false, allowed: true, by: [] },
        ingress: { isolated: true, allowed: false, by: ['shop/current'] },
      },
    ]);
  });

  it.each([
    ['no JSON', 'oops', 'no JSON object'],
    ['a list', '[]', 'no JSON object'],
    ['no client', { to: 'shop/api', protocol: 'TCP', port: 1 }, '"from" is missing'],
    ['a name nobody has', tcp('shop/nobody'), '"from": no pod or workload shop/nobody is known'],
    ['a pod of an older snapshot', tcp('shop/old'), '"from": no pod or workload shop/old is known'],
    ['no form of E', tcp('web'), '"from": web is no namespace/name, namespace/Kind/name, address or CIDR'],
    ['port 0', tcp('shop/web-0', 'shop/api', 0), '"port" is not a number from 1 to 65535'],
    ['another protocol', { ...tcp('shop/web-0'), protocol: 'tcp' }, '"protocol" is not TCP, UDP, SCTP or ICMP'],
    ['another expectation', { ...tcp('shop/web-0'), expect: 'yes' }, '"expect" is not allowed, denied or unknown'],
  ])('with %s is unknown in its place', async (_what, line, error) => {
    const { answers, notes, status } = await evaluate([tcp('shop/web-1'), line, '', tcp('shop/web-0')]);

    expect(answers.map((answer) => answer.verdict)).toEqual(['allowed', 'unknown', 'denied']);
    expect(answers[1].error).toBe(error);
    expect(notes).toEqual([expect.stringContaining('cases.jsonl:2: ')]);
    expect(status).toBe(2);
  });
});

describe('the status', () => {
  it.each([
    ['allowed', 'shop/web-1', 0],
    ['denied', 'shop/web-1', 1],
    ['denied', 'shop/web-0', 0],
    ['unknown', 'shop/web-0', 1],
  ])('expect %s of %s: %d', async (expected, from, status) => {
    const result = await evaluate([{ ...tcp(from), expect: expected }]);

    expect(result.status).toBe(status);
  });

  it('with --json counts on the side', async () => {
    const { notes } = await evaluate([tcp('shop/web-1'), { ...tcp('shop/web-0'), expect: 'allowed' }], '--json');

    expect(JSON.parse(notes[0] ?? '')).toEqual({ lines: 2, allowed: 1, denied: 1, unknown: 0, unmet: 1, unusable: 0 });
  });
});

describe('input that cannot be used', () => {
  it.each([
    ['no snapshots', ['--snapshots', '/nowhere', '--connections', '-'], '/nowhere: '],
    ['no option', ['--connections', '-'], "arguments: required option '--snapshots"],
    [
      'an unknown dataplane',
      ['--snapshots', 'x', '--connections', '-', '--dataplane', 'nope'],
      '--dataplane: nope is not known; use auto, upstream',
    ],
    ['no bucket', ['--snapshots', 's3://b/p', '--connections', '-'], 's3://b/p: it names no bucket; '],
  ])('%s', async (_what, args, start) => {
    const { status, out, notes } = await runRecorded('evaluate', ...args);

    expect(status).toBe(2);
    expect(out).toBe('');
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/^flowfence: [^\n]+$/);
    expect(notes[0]).toContain(start);
  });

  it('a policy file that is no YAML ends the command, since leaving it out could allow', async () => {
    const broken = write('broken.yaml', 'kind: [');
    const { status, notes, out } = await evaluate([tcp('shop/web-1')], '--policies', broken);

    expect([status, out]).toEqual([2, '']);
    expect(notes[0]).toContain('broken.yaml');
  });

  it('a policy that cannot be understood leaves its pods unknown and is told', async () => {
    const odd = write('odd.yaml', JSON.stringify(policy('odd', { podSelecter: {} })));
    const { status, notes, answers } = await evaluate([tcp('shop/web-1')], '--policies', odd);

    expect(answers[0].verdict).toBe('unknown');
    expect(notes[0]).toContain('odd.yaml');
    expect(status).toBe(0);
  });
});

describe('--staged', () => {
  it('takes staged policies as enforced, and leaves them out without it', async () => {
    const metadata = { name: 'closed', namespace: 'shop' };
    const staged = { apiVersion: 'projectcalico.org/v3', kind: 'StagedKubernetesNetworkPolicy', metadata };
    const policies = write('staged.yaml', JSON.stringify({ ...staged, spec: { podSelector: {} } }));

    const without = await evaluate([tcp('192.0.2.1')], '--policies', policies);
    const enforced = await evaluate([tcp('192.0.2.1')], '--policies', policies, '--staged');

    expect(without.answers).toMatchObject([{ verdict: 'allowed' }]);
    expect(enforced.answers).toMatchObject([{ verdict: 'denied', ingress: { by: ['shop/closed'] } }]);
  });
});
