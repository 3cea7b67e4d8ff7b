// What the page calls allowed and unused is what `flowfence check` calls so.
import { beforeAll, describe, expect, it } from 'vitest';
import { checkPolicies } from '../../lib/report/check.ts';
import type { ReportDocument } from '../../lib/report/document.ts';
import { clusterOf } from '../../lib/web/workers/cluster.ts';
import { makePolicySets } from '../../lib/web/workers/policy-set.ts';
import { unusedPermissions } from '../../lib/web/workers/unused-permissions.ts';
import { sampleReport } from './built-page.ts';

let sample: ReportDocument;

beforeAll(async () => {
  sample = await sampleReport();
}, 120_000);

describe('what is allowed and unused', () => {
  it.each(['current', 'recommended'] as const)('by the %s policies of the sample is what a check says', (kind) => {
    const known = clusterOf(sample);
    if (known.kind === 'unusable') throw new Error(known.reason);
    const set = makePolicySets(known.cluster)({ kind });
    const { dataplane } = known.cluster;

    const found = unusedPermissions(known.cluster, set);

    expect(found).toEqual({
      unused: checkPolicies({ document: sample, policies: set.compiled, dataplane }).unused,
      whole: true,
    });
    expect(found.unused.length).toBeGreaterThan(0);
  });

  it('says that it is not whole where not every question was asked', () => {
    const known = clusterOf(sample);
    if (known.kind === 'unusable') throw new Error(known.reason);

    expect(unusedPermissions(known.cluster, makePolicySets(known.cluster)({ kind: 'current' }), 0)).toEqual({
      unused: [],
      whole: false,
    });
  });
});
