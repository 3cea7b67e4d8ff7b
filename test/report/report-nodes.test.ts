// A report remembers what its dataplane needs to know of nodes: verdicts from the report alone are those of the snapshots.
import { describe, expect, it } from 'vitest';
import { dataplaneOf } from '../../lib/cli/dataplane.ts';
import type { NodeFacts } from '../../lib/policy/dataplanes/cluster-facts.ts';
import { fromRows } from '../../lib/report/from-rows.ts';
import { fromReportNodes, toReportNodes } from '../../lib/report/report-nodes.ts';
import { toRows } from '../../lib/report/to-rows.ts';
import { choose, node } from '../policy/dataplanes/cluster.ts';
import { pod } from '../policy/policy-world.ts';
import { sampleDocument } from './sample-document.ts';

const NODES: readonly NodeFacts[] = [
  { name: 'a', kinds: [], kernel: '5.10.1', system: 'linux' },
  { name: 'b', kinds: ['fargate'] },
  { name: 'c', kinds: [], kernel: '5.10.1', system: 'linux' },
];

describe('toReportNodes', () => {
  it('puts nodes together that are alike', () => {
    expect(toReportNodes([...NODES].reverse())).toEqual([
      { names: ['a', 'c'], kinds: [], kernel: '5.10.1', system: 'linux' },
      { names: ['b'], kinds: ['fargate'] },
    ]);
  });

  it('gives all of them back', () => {
    expect(fromReportNodes(toReportNodes(NODES))).toEqual(NODES);
  });
});

describe('the dataplane of a report', () => {
  it('treats pods as that of the snapshots does', () => {
    const objects = { nodes: [node('a', { kernelVersion: '5.10.1' }), node('old', { kernelVersion: '4.14.1' })] };
    const { dataplane } = choose('eks,kubernetes=1.30', objects);
    const kept = sampleDocument({
      dataplane: dataplane.name,
      nodes: toReportNodes([
        { name: 'a', kinds: [], kernel: '5.10.1' },
        { name: 'old', kinds: [], kernel: '4.14.1' },
      ]),
    });
    const read = fromRows(toRows({ document: kept, sources: [], malformed: [] }), 'report.duckdb');

    const again = dataplaneOf(read.kind === 'document' ? read.document : sampleDocument());

    expect(again.name).toBe('eks,kubernetes=1.30');
    for (const nodeName of ['a', 'old', 'gone']) {
      const subject = pod('shop/web', { nodeName });
      expect(again.profileOf(subject)).toEqual(dataplane.profileOf(subject));
    }
    expect(again.profileOf(pod('shop/web', { nodeName: 'a' })).semantics.ingressRules).toBe('enforced');
  });

  it('is refused where nobody knows it', () => {
    expect(() => dataplaneOf(sampleDocument({ dataplane: 'nope' }))).toThrow('report: nope is not known');
  });
});
