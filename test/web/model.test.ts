// The report as the views have it: ids that links can name, indexes by them, and the classes of verdicts.
import { describe, expect, it } from 'vitest';
import { formatJson } from '../../lib/report/formats/json.ts';
import { verdictClass } from '../../lib/report/verdict-class.ts';
import { findingGroups } from '../../lib/web/data/finding-groups.ts';
import { checkReport } from '../../lib/web/data/load-report.ts';
import { buildModel } from '../../lib/web/data/model.ts';
import { recommendationByNamespace } from '../../lib/web/data/recommendation-state.ts';
import { ALLOWED, connection, DENIED, sampleDocument } from '../report/sample-document.ts';
import { hostileDocument } from './hostile-document.ts';

const WEB_TO_API = 'workload shop/Deployment/web -> workload shop/Deployment/api TCP/8080';

describe('the model', () => {
  const model = buildModel(sampleDocument());

  it('names connections as the report names them', () => {
    expect(model.connectionById.get(WEB_TO_API)?.text).toBe('shop/web -> shop/api TCP/8080');
    expect([...model.connectionById.keys()]).toHaveLength(sampleDocument().connections.length);
  });

  it('finds the connections of both sides', () => {
    const ofApi = model.connectionsOf.get('workload shop/Deployment/api')?.map(({ text }) => text);

    expect(ofApi).toEqual([
      'shop/web -> shop/api TCP/8080',
      'shop/web -> shop/api TCP/9090',
      "ops/CronJob/o'report -> shop/api TCP/5432",
    ]);
  });

  it('knows workloads by their endpoint, and endpoints that are no workload', () => {
    expect(model.endpointById.get('workload shop/Deployment/web')?.workload?.pods).toBe(2);
    expect(model.endpointById.get('external 52.94.133.17/32')).toMatchObject({ text: '52.94.133.17', namespace: '' });
    expect(model.endpointById.get('external 52.94.133.17/32')?.workload).toBeUndefined();
  });

  it('lists namespaces and policies by name', () => {
    expect(model.namespaces).toEqual(['ops', 'shop']);
    expect([...model.currentPolicyByName.keys()]).toEqual(['shop/allow-web']);
    expect([...model.recommendedPolicyByName.keys()]).toEqual(['ops/default-deny', 'shop/api']);
    expect(model.usageOf.get('shop/api')?.map(({ peer }) => peer)).toEqual(['app=web']);
  });

  it('tells connections apart that a damaged report names twice', () => {
    const twice = buildModel(sampleDocument({ connections: [connection(), connection(), connection()] }));

    expect([...twice.connectionById.keys()]).toEqual([WEB_TO_API, `${WEB_TO_API} #2`, `${WEB_TO_API} #3`]);
  });
});

describe('the class of a verdict', () => {
  const UNKNOWN = { ...DENIED, unknown: 'nobody can say' };

  it.each([
    ['established', ALLOWED, 'allowed'],
    ['oneway', ALLOWED, 'allowed'],
    ['established', DENIED, 'blocked'],
    ['oneway', DENIED, 'blocked'],
    ['established', UNKNOWN, 'unknown'],
    ['unanswered', ALLOWED, 'attempt'],
    ['unanswered', DENIED, 'attempt'],
    ['rejected', UNKNOWN, 'attempt'],
  ] as const)('%s %j: %s', (outcome, verdict, expected) => {
    expect(verdictClass({ outcome }, verdict)).toBe(expected);
  });
});

describe('the recommendation by namespace', () => {
  it('has a state for each workload', () => {
    const base = sampleDocument();
    const [job, api, web] = base.workloads;
    if (job === undefined || api === undefined || web === undefined) throw new Error('the sample has three workloads');
    const model = buildModel({
      ...base,
      workloads: [
        job,
        api,
        { ...web, hostNetwork: true },
        { ...web, id: 'kube-system/Deployment/dns', namespace: 'kube-system', name: 'dns' },
        { ...web, id: 'lab/Deployment/x', namespace: 'lab', name: 'x' },
      ],
      findings: [{ kind: 'insufficient-evidence', severity: 'low', subject: job.id, message: '', evidence: {} }],
    });

    const states = recommendationByNamespace(model).map(({ namespace, policies, workloads }) => [
      namespace,
      policies,
      Object.entries(workloads).flatMap(([state, here]) => here.map(({ name }) => `${name} ${state}`)),
    ]);

    expect(states).toEqual([
      ['kube-system', 0, ['dns system']],
      ['lab', 0, ['x none']],
      ['ops', 1, ["o'report no-evidence"]],
      ['shop', 1, ['api recommended', 'web host-network']],
    ]);
  });
});

describe('findings in groups', () => {
  it('are by severity, then kind, in the order of the report', () => {
    const finding = (severity: 'high' | 'low' | 'info', kind: string, subject: string) =>
      ({ severity, kind, subject, message: '', evidence: {} }) as const;
    const groups = findingGroups([
      finding('low', 'b', '1'),
      finding('high', 'z', '2'),
      finding('low', 'a', '3'),
      finding('low', 'b', '4'),
    ]);

    expect(
      groups.map(({ severity, kind, findings }) => [severity, kind, findings.map(({ subject }) => subject)]),
    ).toEqual([
      ['high', 'z', ['2']],
      ['low', 'b', ['1', '4']],
      ['low', 'a', ['3']],
    ]);
  });
});

describe('what the page accepts as a report', () => {
  it.each([
    ['the sample', sampleDocument()],
    ['hostile names', hostileDocument()],
    ['a report without namespaces', { ...sampleDocument(), namespaces: undefined }],
  ])('%s', (_, document) => {
    const exported: unknown = JSON.parse(JSON.stringify(document));

    expect(checkReport(exported)).toMatchObject({ kind: 'report' });
  });

  it('is the export, without loss', () => {
    const exported: unknown = JSON.parse(formatJson(sampleDocument()));

    expect(checkReport(exported)).toEqual({ kind: 'report', document: exported });
  });

  it.each([
    [null, 'the report'],
    [[], 'the report'],
    [{ ...sampleDocument(), schema: 'flowfence.report/v2' }, 'schema'],
    [{ ...sampleDocument(), connections: [{ ...connection(), client: { kind: 'pod' } }] }, 'connections.0.client'],
    [{ ...sampleDocument(), connections: [{ ...connection(), verdicts: {} }] }, 'connections.0.verdicts.current'],
    [{ ...sampleDocument(), findings: [{ kind: 'x', severity: '__proto__' }] }, 'findings.0.severity'],
  ])('is not %j', (value, place) => {
    const checked = checkReport(value);

    expect(checked.kind).toBe('unusable');
    if (checked.kind === 'unusable') expect(checked.message).toContain(`cannot be shown: ${place}`);
  });
});
