// What the page calls allowed and unused is what `flowfence check` calls so.
import { beforeAll, describe, expect, it } from 'vitest';
import { checkPolicies } from '../../lib/report/check.ts';
import type { ReportDocument } from '../../lib/report/document.ts';
import { clusterOf } from '../../lib/web/workers/cluster.ts';
import { makePolicySets } from '../../lib/web/workers/policy-set.ts';
import { unusedPermissions } from '../../lib/web/workers/unused-permissions.ts';
import { finish } from '../../lib/web/workers/work.ts';
import { sampleReport } from './built-page.ts';

let sample: ReportDocument;

beforeAll(async () => {
  sample = await sampleReport();
});

describe('what is allowed and unused', () => {
  it.each(['current', 'recommended'] as const)('by the %s policies of the sample is what a check says', (kind) => {
    const known = clusterOf(sample);
    if (known.kind === 'unusable') throw new Error(known.reason);
    const set = finish(makePolicySets(known.cluster).of({ kind }));
    const { dataplane } = known.cluster;

    const found = finish(unusedPermissions(known.cluster, set));

    const { unused } = checkPolicies({ document: sample, policies: set.compiled, dataplane });
    expect(unused.length).toBeGreaterThan(0);
    expect(found).toMatchObject({ unused, count: unused.length, notAsked: 0 });
  });

  it('counts the questions that it does not ask', () => {
    const known = clusterOf(sample);
    if (known.kind === 'unusable') throw new Error(known.reason);

    const set = finish(makePolicySets(known.cluster).of({ kind: 'current' }));
    const whole = finish(unusedPermissions(known.cluster, set));

    for (const most of [0, 100]) {
      const cut = finish(unusedPermissions(known.cluster, set, most));
      expect(cut).toMatchObject({ asked: most, notAsked: whole.asked - most, count: cut.unused.length });
      expect(cut.unused).toEqual(whole.unused.slice(0, cut.unused.length));
    }
  });
});
