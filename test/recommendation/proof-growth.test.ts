// The proof asks about twice as much for twice the workloads, not four times as much.
import { describe, expect, it } from 'vitest';
import type { DirectionEvaluator } from '../../lib/policy/indexed/indexed-evaluator.ts';
import { describeCluster } from '../../lib/recommendation/cluster.ts';
import { selectEligible } from '../../lib/recommendation/eligible.ts';
import { meantPermissions } from '../../lib/recommendation/permissions.ts';
import { type Proof, prepareProof } from '../../lib/recommendation/proof.ts';
import type { RecommendationInput } from '../../lib/recommendation/recommendation.ts';
import { synthesize } from '../../lib/recommendation/synthesize.ts';
import { findBeyond } from '../../lib/recommendation/verify-beyond.ts';
import { findNotAllowed } from '../../lib/recommendation/verify-observed.ts';
import { findUnneeded } from '../../lib/recommendation/verify-worth.ts';
import { planRecommendation } from '../bench/recommend-plan.ts';

/** Each beside the recommended policies, on the API text's dataplane. */
const STANDING: readonly { readonly name: string; readonly documents: readonly object[] }[] = [
  { name: 'no other policies', documents: [] },
  {
    name: 'a policy of Calico that lets everybody ask every pod for metrics',
    documents: [
      {
        apiVersion: 'projectcalico.org/v3',
        kind: 'GlobalNetworkPolicy',
        metadata: { name: 'metrics' },
        spec: {
          order: 10,
          types: ['Ingress'],
          ingress: [
            {
              action: 'Allow',
              protocol: 'TCP',
              source: { selector: 'all()' },
              destination: { ports: [9100] },
            },
          ],
        },
      },
    ],
  },
  {
    name: 'a policy of Cilium that lets one kind of pods ask another',
    documents: [
      {
        apiVersion: 'cilium.io/v2',
        kind: 'CiliumClusterwideNetworkPolicy',
        metadata: { name: 'caches' },
        spec: {
          endpointSelector: { matchLabels: { tier: 'web' } },
          egress: [
            {
              toEndpoints: [{ matchLabels: { tier: 'cache' } }],
              toPorts: [{ ports: [{ port: '6379', protocol: 'TCP' }] }],
            },
          ],
        },
      },
    ],
  },
];

interface Counted {
  readonly questions: number;
  readonly beyond: number;
}

function proofOf(input: RecommendationInput, documents: readonly object[]) {
  const standing = documents.map((manifest) => ({ place: { source: 'test' }, manifest }));
  const cluster = describeCluster({ ...input, includeSystem: false, currentPolicies: standing });
  const { kept } = selectEligible(input.connections, cluster, 'fan-in');
  const { dns } = input;
  const { policies, atoms } = synthesize({ cluster, dns, kept, widen: (block) => block, maxPolicies: undefined });
  return { proof: prepareProof(cluster, policies), kept, atoms };
}

/** How often the evaluator is asked for one side of a connection in the whole proof. */
function countQuestions(workloads: number, documents: readonly object[]): Counted {
  const input = planRecommendation(workloads);
  const { proof, kept, atoms } = proofOf(input, documents);
  let questions = 0;
  const counted =
    (judge: DirectionEvaluator): DirectionEvaluator =>
    (query, direction) => {
      questions += 1;
      return judge(query, direction);
    };
  const judge = { alone: counted(proof.judge.alone), inForce: counted(proof.judge.inForce) };
  const asked: Proof = { ...proof, judge };
  findNotAllowed(kept, asked);
  findUnneeded(atoms, kept, asked);
  const { allowed } = findBeyond(kept, asked, meantPermissions(kept, proof.cluster, input.dns));
  return { questions, beyond: allowed.count };
}

describe('the proof', () => {
  it.each(STANDING)('asks at most 2.2 times as much about twice the workloads, beside $name', ({ documents }) => {
    const small = countQuestions(80, documents);
    const large = countQuestions(160, documents);

    expect(large.questions / small.questions).toBeLessThan(2.2);
    expect([small.beyond, large.beyond]).toEqual([0, 0]);
  });
});
