// What `explain` asks a report: Services by name and address, and what cannot be asked.
import { describe, expect, it } from 'vitest';
import { dataplaneOf } from '../../lib/cli/dataplane.ts';
import { explainedQuestion } from '../../lib/cli/explained-question.ts';
import { reportResolver } from '../../lib/report/asked-policies.ts';
import type { ReportDocument } from '../../lib/report/document.ts';
import { compiled } from '../policy/policy-world.ts';
import { sampleDocument } from '../report/sample-document.ts';

const DOCUMENT = sampleDocument();

function ask(from: string, to: string, port = 80, document = DOCUMENT) {
  return explainedQuestion(
    { from, to, port: { protocol: 'TCP', port } },
    {
      document,
      policies: compiled([]),
      dataplane: dataplaneOf(document),
      resolve: reportResolver(document),
    },
  );
}

describe('explainedQuestion', () => {
  it.each(['svc/shop/api', '172.20.0.9'])('asks the pods behind %s on their own port', (to) => {
    const { text, queries } = ask('shop/web', to);

    expect(text).toBe('shop/web -> svc/shop/api TCP/80');
    expect(queries.map(({ server, port, via }) => [server.kind === 'pod' && server.labels, port, via])).toEqual([
      [{ app: 'api' }, 8080, { addresses: ['172.20.0.9'], port: 80, selector: { app: 'api' } }],
    ]);
  });

  it('asks the node that a Service without a selector lists', () => {
    const { queries } = ask('shop/web', 'svc/default/kubernetes', 443);

    expect(queries).toMatchObject([{ server: { kind: 'node', name: 'node-a' }, port: 6443 }]);
  });

  it('asks a workload as before, on its own port', () => {
    const { text, queries } = ask('shop/web', 'shop/api', 8080);

    expect(text).toBe('shop/web -> shop/api TCP/8080');
    expect(queries).toMatchObject([{ port: 8080 }]);
    expect(queries[0]).not.toHaveProperty('via');
  });

  it('takes the address of a Service as a client for an address', () => {
    expect(ask('172.20.0.9', 'shop/api', 8080).queries).toMatchObject([{ client: { kind: 'address' } }]);
  });

  it.each([
    ['shop/web', 'svc/shop/api', 81, '--to: svc/shop/api has no TCP/81, only TCP/80'],
    ['shop/web', 'svc/shop/nope', 80, '--to: no pod or workload svc/shop/nope is known'],
    ['svc/shop/api', 'shop/web', 80, '--from: a Service opens no connections'],
  ])('refuses %s to %s:%d', (from, to, port, message) => {
    expect(() => ask(from, to, port)).toThrow(message);
  });

  it('takes an address for the only workload that ever held it, and for nobody where two did', () => {
    const document = withAddresses({ web: ['10.0.1.7', '10.0.1.8'], api: ['10.0.1.8'] });

    expect(ask('shop/api', '10.0.1.7', 80, document).text).toBe('shop/api -> shop/web TCP/80');
    expect(() => ask('shop/api', '10.0.1.8', 80, document)).toThrow(
      '--to: 10.0.1.8 was held by shop/Deployment/api and by shop/Deployment/web',
    );
  });
});

/** The sample with addresses that pods of these workloads held, none of which runs any more. */
function withAddresses(held: Readonly<Record<string, readonly string[]>>): ReportDocument {
  const workloads = DOCUMENT.workloads.map((workload) => ({
    ...workload,
    variants: (workload.variants ?? []).map((variant) => ({
      ...variant,
      current: false,
      addresses: held[workload.name] ?? [],
    })),
  }));
  return { ...DOCUMENT, workloads };
}
