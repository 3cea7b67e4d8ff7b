import { describe, expect, it } from 'vitest';
import { findSubjects } from '../../lib/recommendation/subjects.ts';
import { workload } from './records.ts';

describe('findSubjects', () => {
  it('joins exactly the workloads that cannot be told apart', () => {
    const workloads = [
      workload('shop/Deployment/web', { app: 'web' }),
      workload('shop/Job/b', { app: 'run', 'job-name': 'b' }),
      workload('shop/Job/a', { app: 'run', 'job-name': 'a' }),
      workload('ops/Job/c', { app: 'run', 'job-name': 'c' }),
    ];

    const subjects = findSubjects(workloads);

    expect(subjects.map(({ members }) => members.map(({ id }) => id))).toEqual([
      ['ops/Job/c'],
      ['shop/Deployment/web'],
      ['shop/Job/a', 'shop/Job/b'],
    ]);
  });

  it('joins further where the group has lost a label that told it from a third', () => {
    const workloads = [
      workload('shop/Pod/a', { app: 'run', 'pod-template-hash': '1' }),
      workload('shop/Pod/b', { app: 'run' }, { more: [{}] }),
      workload('shop/Pod/c', {}),
    ];

    expect(findSubjects(workloads).map(({ members }) => members.length)).toEqual([3]);
  });

  it('has no subject for hostNetwork workloads', () => {
    expect(findSubjects([workload('shop/DaemonSet/a', { app: 'a' }, { hostNetwork: true })])).toEqual([]);
  });
});
