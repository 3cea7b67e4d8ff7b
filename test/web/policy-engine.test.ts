// The evaluator behind what-if and explain, without a browser: what it answers, and what it refuses to guess.
import { beforeAll, describe, expect, it } from 'vitest';
import { dataplaneOf } from '../../lib/cli/dataplane.ts';
import { compilePolicies } from '../../lib/policy/compile.ts';
import { podsOfWorkloads } from '../../lib/policy/workload-pods.ts';
import { connectionKey } from '../../lib/recommendation/connection-key.ts';
import { formatPolicyYaml } from '../../lib/recommendation/manifest-yaml.ts';
import { checkPolicies, isNeed } from '../../lib/report/check.ts';
import type { ReportDocument } from '../../lib/report/document.ts';
import { judgedWorkloads } from '../../lib/report/judge.ts';
import { permissionQuestions, questionKey } from '../../lib/report/permissions.ts';
import { verdictKind } from '../../lib/report/verdict.ts';
import { verdictClass } from '../../lib/report/verdict-class.ts';
import { clusterOf } from '../../lib/web/workers/cluster.ts';
import { makeEngine } from '../../lib/web/workers/engine.ts';
import type { Ask, AskedConnection, PolicySource, Reply } from '../../lib/web/workers/messages.ts';
import { permissionChanges } from '../../lib/web/workers/permission-changes.ts';
import { makePolicySets } from '../../lib/web/workers/policy-set.ts';
import { finish } from '../../lib/web/workers/work.ts';
import { API, sampleDocument, WEB } from '../report/sample-document.ts';
import { sampleReport } from './built-page.ts';

let sample: ReportDocument;
let ask: (question: Ask) => Reply;

beforeAll(async () => {
  sample = await sampleReport();
  const engine = makeEngine(sample);
  ask = (question) => finish(engine(question));
});

const ASKED: AskedConnection = { client: WEB, server: API, protocol: 'TCP', port: 80 };
const CURRENT: PolicySource = { kind: 'current' };

function yamlOf(manifests: readonly object[]): string {
  return manifests.map((manifest) => formatPolicyYaml({ ...manifest })).join('---\n');
}

function draft(text: string): PolicySource {
  return { kind: 'draft', text };
}

function simulated(before: PolicySource, after: PolicySource) {
  const reply = ask({ kind: 'simulate', before, after });
  if (reply.kind !== 'simulation') throw new Error(`${reply.kind} is no simulation`);
  return reply.simulation;
}

const BROKEN_POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: broken, namespace: shop}
spec: {podSelector: {matchLabels: {app: redis-cart}}, ingress: [{from: [{ipBlock: {cidr: not-a-block}}]}]}
`;

/** Of pods that are isolated already: nothing changes for what was observed. */
const UNUSED_POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: more, namespace: shop}
spec: {podSelector: {matchLabels: {app: paymentservice}}, policyTypes: [Egress], egress: [{ports: [{port: 1, protocol: TCP}]}]}
`;

describe('a simulation', () => {
  it('of the current policies as they are changes nothing, and agrees with the report', () => {
    const result = simulated(CURRENT, draft(yamlOf(sample.policies.current)));

    expect(result.connections).toHaveLength(sample.connections.length);
    expect(result.connections.filter(({ before, after }) => before !== after)).toEqual([]);
    expect(result.differFromReport).toBe(0);
    expect(result.policies).toBe(sample.policies.current.length);
  });

  it('of the recommended policies has the verdicts of the report', () => {
    const result = simulated(CURRENT, { kind: 'recommended' });

    expect(result.connections.map(({ verdict }) => verdict)).toEqual(
      sample.connections.map(({ verdicts }) => verdicts.recommended),
    );
  });

  it.each(['current', 'recommended'] as const)('knows enough of the cluster to judge as the report does: %s', (set) => {
    const known = clusterOf(sample);
    if (known.kind === 'unusable') throw new Error(known.reason);
    const { judge } = finish(makePolicySets(known.cluster).of({ kind: set }));

    expect(sample.connections.map((connection) => judge(connection).verdict)).toEqual(
      sample.connections.map(({ verdicts }) => verdicts[set]),
    );
  });

  it.each(['upstream', 'calico', 'gke-dpv2', 'ovn-kubernetes', 'azure-npm'])(
    'judges only what a change concerns, and has the verdicts of judging all: %s',
    (dataplane) => {
      const known = clusterOf({ ...sample, dataplane });
      if (known.kind === 'unusable') throw new Error(known.reason);
      const { cluster } = known;
      const sets = makePolicySets(cluster);
      const base = finish(sets.of(CURRENT));
      const verdicts = {
        ...cluster.document,
        connections: sample.connections.map((connection) => ({
          ...connection,
          verdicts: { current: base.judge(connection).verdict, recommended: connection.verdicts.recommended },
        })),
      };
      for (const left of sample.policies.current) {
        const text = yamlOf(sample.policies.current.filter((each) => each !== left));
        const reply = finish(
          makeEngine({ ...verdicts, dataplane })({ kind: 'simulate', before: CURRENT, after: draft(text) }),
        );
        if (reply.kind !== 'simulation') throw new Error(reply.kind);
        const { judge } = finish(makePolicySets(cluster).of(draft(text)));

        expect(reply.simulation.connections.map(({ verdict }) => verdict)).toEqual(
          sample.connections.map((connection) => judge(connection).verdict),
        );
        expect(reply.simulation.differFromReport).toBe(0);
      }
    },
  );

  it('of a report that says otherwise tells how many verdicts differ, and takes none of them for a change', () => {
    const other = {
      ...sample,
      connections: sample.connections.map((connection) => ({
        ...connection,
        verdicts: { ...connection.verdicts, current: connection.verdicts.recommended },
      })),
    };
    const reply = finish(
      makeEngine(other)({
        kind: 'simulate',
        before: CURRENT,
        after: draft(`${yamlOf(sample.policies.current)}---\n${UNUSED_POLICY}`),
      }),
    );
    if (reply.kind !== 'simulation') throw new Error(reply.kind);
    const differ = sample.connections.filter(
      ({ verdicts }) => verdictKind(verdicts.current) !== verdictKind(verdicts.recommended),
    );

    expect(differ.length).toBeGreaterThan(0);
    expect(reply.simulation.differFromReport).toBeGreaterThan(0);
    expect(reply.simulation.connections.filter(({ before, after }) => before !== after)).toEqual([]);
  });

  it('gives no verdict where a document cannot be read, and says the line', () => {
    const result = simulated(CURRENT, draft(`${yamlOf(sample.policies.current)}---\nspec: [unclosed\n`));

    expect(result.isReadable).toBe(false);
    expect(result.connections).toEqual([]);
    expect(result.diagnostics.map(({ code }) => code)).toContain('yaml-syntax');
    expect(result.diagnostics[0]?.place.line).toBeGreaterThan(1);
  });

  it('makes unknown what a policy could touch that cannot be understood', () => {
    const result = simulated(CURRENT, draft(`${yamlOf(sample.policies.current)}---\n${BROKEN_POLICY}`));
    const toRedis = sample.connections.flatMap((connection, index) => {
      const { server } = connection;
      const isRedis = server.kind === 'workload' && server.name === 'redis-cart' && isNeed(connection);
      return isRedis ? [result.connections[index]?.after] : [];
    });

    expect(result.diagnostics.some(({ level }) => level === 'error')).toBe(true);
    expect(toRedis.length).toBeGreaterThan(0);
    expect(new Set(toRedis)).toEqual(new Set(['unknown']));
  });

  it('names objects that are no policies', () => {
    const result = simulated(
      CURRENT,
      draft('kind: Service\napiVersion: v1\n---\nkind: NetworkPolcy\napiVersion: v1\n'),
    );

    expect(result.passedOver).toEqual([
      { kind: 'Service', line: 1 },
      { kind: 'NetworkPolcy', line: 4 },
    ]);
    expect(result.policies).toBe(0);
  });
});

/** The sample's connections, with one to the outside address of a load balancer before the pods of paymentservice. */
const BALANCER = '198.51.100.7';

function withBalancer(): ReportDocument {
  const [connection] = sample.connections.filter(
    ({ client }) => client.kind === 'workload' && client.name === 'frontend',
  );
  if (connection === undefined) throw new Error('frontend has a connection');
  const service = {
    ...{ namespace: 'shop', name: 'balancer', addresses: ['172.20.9.9'], externalAddresses: [BALANCER] },
    ...{ selector: { app: 'paymentservice' }, ports: [{ protocol: 'TCP' as const, port: 443, targetPort: 50051 }] },
  };
  const server = { kind: 'external' as const, cidr: `${BALANCER}/32` };
  const open = { isolated: false, allowed: true, by: [] };
  const current = { allowed: true, egress: open, ingress: open };
  const asked = {
    ...connection,
    server,
    protocol: 'TCP' as const,
    port: 443,
    verdicts: { current, recommended: current },
  };
  return {
    ...sample,
    ...{ services: [...(sample.services ?? []), service], connections: [asked] },
    policies: { ...sample.policies, current: [] },
  };
}

/** Isolates the pods behind, for egress as well, and lets nobody in. */
const CLOSED_BEHIND = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: shop}
spec: {podSelector: {matchLabels: {app: paymentservice}}, policyTypes: [Ingress]}
`;

describe('the outside address of a Service', () => {
  it('is no mere outside address: a draft that closes the pods behind it is noticed, and nothing is certain', () => {
    const engine = makeEngine(withBalancer());
    const reply = finish(engine({ kind: 'simulate', before: CURRENT, after: draft(CLOSED_BEHIND) }));
    if (reply.kind !== 'simulation') throw new Error(reply.kind);

    expect(reply.simulation.connections.map(({ before, after }) => [before, after])).toEqual([['allowed', 'unknown']]);
  });

  it('is explained through the pods behind it', () => {
    const document = withBalancer();
    const [asked] = document.connections;
    if (asked === undefined) throw new Error('there is one');
    const reply = finish(makeEngine(document)({ kind: 'explain', policies: draft(CLOSED_BEHIND), connection: asked }));
    if (reply.kind !== 'explained') throw new Error(reply.kind);

    expect(verdictKind(reply.explained.verdict)).toBe('unknown');
  });
});

describe('the dataplane of the report', () => {
  it.each(['weave', 'calico', 'gke-dpv2', 'eks'])('is the one that verdicts are for: %s', (dataplane) => {
    const document = { ...sample, dataplane };
    const known = clusterOf(document);
    if (known.kind === 'unusable') throw new Error(known.reason);
    const { judge } = finish(makePolicySets(known.cluster).of(CURRENT));
    const judged = sample.connections.map((connection) => verdictClass(connection, judge(connection).verdict));
    const documents = sample.policies.current.map((manifest) => ({ place: { source: 'current' }, manifest }));
    const pods = podsOfWorkloads(judgedWorkloads(sample.workloads));
    const policies = compilePolicies({ documents, namespaces: sample.namespaces ?? [], pods });
    const expected = checkPolicies({ document, policies, dataplane: dataplaneOf(document) });

    const blocked = sample.connections.filter((_, index) => judged[index] === 'blocked');
    expect(blocked).toEqual(expected.blocked.map(({ connection }) => connection));
    expect(judged.filter((each) => each === 'allowed')).toHaveLength(expected.allowed.length);
  });
});

describe('an engine that cannot answer', () => {
  it('says that the dataplane of a report is not known', () => {
    const reply = finish(
      makeEngine(sampleDocument({ dataplane: '<script>' }))({ kind: 'explain', policies: CURRENT, connection: ASKED }),
    );

    expect(reply).toMatchObject({ kind: 'failed', reason: expect.stringContaining('<script> is not known') });
  });

  it.each(['explain', 'mend'] as const)('does not %s by a draft that cannot be read', (kind) => {
    const [connection] = sample.connections;
    if (connection === undefined) throw new Error('the sample has connections');

    expect(ask({ kind, policies: draft('a: [\n'), connection })).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('yaml-syntax'),
    });
  });
});

describe('permissions that change', () => {
  /** Without one current policy, and with another one widened: both directions of change. */
  const edited = () => {
    const [, ...rest] = sample.policies.current;
    return `${yamlOf(rest)}---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny, namespace: shop}\nspec: {podSelector: {matchLabels: {app: frontend}}, policyTypes: [Egress]}\n`;
  };

  it('are those of asking everything, although only who is concerned is asked', () => {
    const known = clusterOf(sample);
    if (known.kind === 'unusable') throw new Error(known.reason);
    const { cluster } = known;
    const sets = makePolicySets(cluster);
    const before = finish(sets.of(CURRENT));
    const after = finish(sets.of(draft(edited())));
    const needs = sample.connections.filter(isNeed);
    const observed = new Set(needs.map(questionKey));
    const space = { workloads: cluster.workloads, connections: needs, policies: [before.compiled, after.compiled] };
    const expected = [...permissionQuestions(space)].flatMap((question) => {
      const old = verdictKind(before.judge(question).verdict);
      const now = verdictKind(after.judge(question).verdict);
      return old === now || observed.has(questionKey(question)) ? [] : [`${questionKey(question)} ${old} ${now}`];
    });

    const { changed, asked, notAsked } = finish(permissionChanges(cluster, { before, after }));

    expect(changed.map((question) => `${questionKey(question)} ${question.before} ${question.after}`)).toEqual(
      expected,
    );
    expect(changed.map((question) => question.after)).toEqual(expect.arrayContaining(['allowed', 'denied', 'unknown']));
    expect(asked).toBeLessThan([...permissionQuestions(space)].length);
    expect(notAsked).toBe(0);
  });

  it('are counted where they are too many to ask', () => {
    const known = clusterOf(sample);
    if (known.kind === 'unusable') throw new Error(known.reason);
    const sets = makePolicySets(known.cluster);
    const compared = { before: finish(sets.of(CURRENT)), after: finish(sets.of({ kind: 'recommended' })) };

    const whole = finish(permissionChanges(known.cluster, compared));
    const cut = finish(permissionChanges(known.cluster, { ...compared, mostQuestions: 100 }));

    expect(cut.asked).toBe(100);
    expect(cut.asked + cut.notAsked).toBe(whole.asked);
    expect(cut.changed).toEqual(whole.changed.filter((_, index) => index < cut.changed.length));
  });
});

describe('what would mend a blocked connection', () => {
  it('allows it when it is added, and changes nothing else', () => {
    const blocked = sample.connections.filter(
      (connection) => isNeed(connection) && verdictKind(connection.verdicts.current) === 'denied',
    );
    expect(blocked.length).toBeGreaterThan(0);

    for (const connection of blocked) {
      const reply = ask({ kind: 'mend', policies: CURRENT, connection });
      if (reply.kind !== 'mend' || reply.mend.kind !== 'add')
        throw new Error(`${connectionKey(connection)} has no mend`);
      const mended = simulated(CURRENT, draft(yamlOf([...sample.policies.current, ...reply.mend.policies])));
      const changed = mended.connections.flatMap(({ before, after }, index) =>
        before === after ? [] : [{ connection: sample.connections[index], after }],
      );

      expect(changed).toEqual([{ connection, after: 'allowed' }]);
      expect(reply.mend.others).toEqual({ allowed: 0, blocked: 0, unknown: 0 });
    }
  });

  it('takes no name that is there: applied, it would replace that policy', () => {
    const names = new Set(sample.policies.current.map((manifest) => JSON.stringify(manifest.metadata)));
    const connection = sample.connections.find(
      (each) => isNeed(each) && verdictKind(each.verdicts.current) === 'denied',
    );
    if (connection === undefined) throw new Error('the sample has a blocked connection');
    const first = ask({ kind: 'mend', policies: CURRENT, connection });
    if (first.kind !== 'mend' || first.mend.kind !== 'add') throw new Error('no mend');
    const [taken] = first.mend.policies;
    const useless = { ...taken, spec: { podSelector: { matchLabels: { app: 'nobody' } } } };

    const second = ask({ kind: 'mend', policies: draft(yamlOf([...sample.policies.current, useless])), connection });

    if (second.kind !== 'mend' || second.mend.kind !== 'add') throw new Error('no mend');
    for (const manifest of [...first.mend.policies, ...second.mend.policies]) {
      expect(names.has(JSON.stringify(manifest.metadata))).toBe(false);
    }
    expect(second.mend.policies[0]?.metadata).not.toEqual(taken?.metadata);
  });

  it('is nothing for what the recommendation leaves out', () => {
    const attempt = sample.connections.find(
      ({ outcome, verdicts }) =>
        outcome === 'unanswered' &&
        verdictKind(verdicts.current) === 'denied' &&
        verdictKind(verdicts.recommended) === 'denied',
    );
    if (attempt === undefined) throw new Error('the sample has a blocked attempt');

    expect(ask({ kind: 'mend', policies: CURRENT, connection: attempt })).toMatchObject({
      mend: { kind: 'none', reason: expect.stringContaining('no recommended rule allows it') },
    });
  });
});

describe('subjects of policies', () => {
  it('are the workloads that their selectors name', () => {
    const subjectsOf = (policy: string) => ask({ kind: 'subjects', set: 'recommended', policy });
    const inShop = sample.workloads.filter(({ namespace }) => namespace === 'shop').map(({ id }) => id);

    expect(subjectsOf('shop/cartservice')).toEqual({ kind: 'subjects', workloads: ['shop/Deployment/cartservice'] });
    expect(subjectsOf('shop/default-deny')).toEqual({ kind: 'subjects', workloads: inShop });
  });
});
