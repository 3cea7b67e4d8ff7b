import { describe, expect, it } from 'vitest';
import { type Evaluator, makeEvaluator } from '../../../lib/policy/indexed/indexed-evaluator.ts';
import type { PolicyQuery } from '../../../lib/policy/model.ts';
import { UPSTREAM } from '../../../lib/policy/profiles/upstream.ts';
import { compiled, manifest, pod } from '../policy-world.ts';

const POLICIES = compiled([
  manifest('shop/db', { podSelector: { matchLabels: { app: 'db' } }, ingress: [{ ports: [{ port: 80 }] }] }),
  manifest('shop/web', { podSelector: { matchLabels: { app: 'web' } }, egress: [{ ports: [{ port: 80 }] }] }),
]);

/** The n-th of many pods that no policy can tell apart. */
function replica(app: string, number: number): PolicyQuery['client'] {
  const labels = { app, 'pod-index': String(number) };
  return pod(`shop/${app}-${number}`, { labels, addresses: [`10.0.0.${number}`], nodeName: `n${number}` });
}

function ask(judge: Evaluator, number: number, port = 80) {
  return judge({ client: replica('web', number), server: replica('db', number + 100), protocol: 'TCP', port });
}

describe('makeEvaluator', () => {
  it('judges pods that no policy tells apart once', () => {
    const judge = makeEvaluator(POLICIES, UPSTREAM);

    const [first, second] = [ask(judge, 1), ask(judge, 2)];

    expect(second.egress).toBe(first.egress);
    expect(second.ingress).toBe(first.ingress);
  });

  it('starts anew when the memory is full, with the same verdicts', () => {
    const judge = makeEvaluator(POLICIES, UPSTREAM, { rememberedEntries: 20 });
    const first = ask(judge, 1);
    const remembered = ask(judge, 2);

    for (let port = 1; port <= 40; port += 1) ask(judge, 1, port);
    const later = ask(judge, 3);

    expect(remembered.ingress).toBe(first.ingress);
    expect(later.ingress).not.toBe(first.ingress);
    expect(later).toEqual(first);
  });
});
