// From pods to workloads: every kind of owner chain, whole and with links that no snapshot shows.
import { describe, expect, it } from 'vitest';
import { collectOwners, workloadOf } from '../../lib/identity/owners.ts';
import { workloadId } from '../../lib/identity/workload.ts';
import type { Controller, Pod } from '../../lib/sources/kubernetes-objects.ts';
import { controller, owner, pod, snapshot } from './cluster-builders.ts';

function workload(subject: Pod, ...controllers: readonly Controller[]): string {
  return workloadId(workloadOf(subject, collectOwners([snapshot(0, { controllers })])));
}

const ownedBy = (kind: string, name: string, labels: Readonly<Record<string, string>> = {}) =>
  pod({ name: 'p', owner: owner(kind, name), labels });

describe('workloadOf, a chain that is shown', () => {
  it.each<[string, Pod, readonly Controller[], string]>([
    ['nobody', pod({ name: 'p' }), [], 'shop/Pod/p'],
    ['its node (a static pod)', ownedBy('Node', 'node-1'), [], 'shop/Pod/p'],
    [
      'Deployment',
      ownedBy('ReplicaSet', 'web-5d'),
      [controller('ReplicaSet', 'web-5d', owner('Deployment', 'web'))],
      'shop/Deployment/web',
    ],
    [
      'Rollout',
      ownedBy('ReplicaSet', 'web-5d'),
      [controller('ReplicaSet', 'web-5d', owner('Rollout', 'web'))],
      'shop/Rollout/web',
    ],
    [
      'a ReplicaSet of nobody',
      ownedBy('ReplicaSet', 'web-5d', { 'pod-template-hash': '5d' }),
      [controller('ReplicaSet', 'web-5d')],
      'shop/ReplicaSet/web-5d',
    ],
    [
      'a kind nobody has heard of, by way of a ReplicaSet',
      ownedBy('ReplicaSet', 'web-5d'),
      [controller('ReplicaSet', 'web-5d', owner('Gizmo', 'web'))],
      'shop/Gizmo/web',
    ],
    [
      'DeploymentConfig',
      ownedBy('ReplicationController', 'web-1'),
      [controller('ReplicationController', 'web-1', owner('DeploymentConfig', 'web'))],
      'shop/DeploymentConfig/web',
    ],
    ['StatefulSet', ownedBy('StatefulSet', 'db'), [controller('StatefulSet', 'db')], 'shop/StatefulSet/db'],
    ['DaemonSet', ownedBy('DaemonSet', 'agent'), [], 'shop/DaemonSet/agent'],
    [
      'CronJob',
      ownedBy('Job', 'nightly-29364480'),
      [controller('Job', 'nightly-29364480', owner('CronJob', 'nightly'))],
      'shop/CronJob/nightly',
    ],
    [
      'a Job of nobody',
      ownedBy('Job', 'nightly-29364480'),
      [controller('Job', 'nightly-29364480'), controller('CronJob', 'nightly')],
      'shop/Job/nightly-29364480',
    ],
    [
      'a Job of a JobSet',
      ownedBy('Job', 'train-0'),
      [controller('Job', 'train-0', owner('JobSet', 'train'))],
      'shop/JobSet/train',
    ],
    ['an operator’s own kind', ownedBy('StrimziPodSet', 'kafka'), [], 'shop/StrimziPodSet/kafka'],
    [
      'an operator’s StatefulSet, exported or not',
      ownedBy('StatefulSet', 'prom'),
      [controller('StatefulSet', 'prom', owner('Prometheus', 'k8s'))],
      'shop/StatefulSet/prom',
    ],
  ])('%s', (_what, subject, controllers, expected) => {
    expect(workload(subject, ...controllers)).toBe(expected);
  });

  it('finds a controller by name where the uid is another', () => {
    const replaced = controller('ReplicaSet', 'web-5d', owner('Deployment', 'web'));

    expect(workload(ownedBy('ReplicaSet', 'web-5d'), { ...replaced, meta: { ...replaced.meta, uid: 'newer' } })).toBe(
      'shop/Deployment/web',
    );
  });

  it('does not run in circles', () => {
    const circle = [controller('Job', 'a', owner('Job', 'b')), controller('Job', 'b', owner('Job', 'a'))];

    expect(workload(ownedBy('Job', 'a'), ...circle)).toMatch(/^shop\/Job\/[ab]$/);
  });

  it('remembers what another snapshot shows', () => {
    const earlier = snapshot(0, { controllers: [controller('Job', 'sync-x', owner('CronJob', 'sync'))] });

    expect(workloadOf(ownedBy('Job', 'sync-x'), collectOwners([earlier, snapshot(60)]))).toMatchObject({
      kind: 'CronJob',
      name: 'sync',
    });
  });
});

describe('workloadOf, a link that no snapshot shows', () => {
  it.each<[string, Pod, readonly Controller[], string]>([
    [
      'the pod’s own hash proves a Deployment',
      ownedBy('ReplicaSet', 'web-api-5d9c', { 'pod-template-hash': '5d9c' }),
      [],
      'shop/Deployment/web-api',
    ],
    [
      'the pod’s own hash proves a Rollout',
      ownedBy('ReplicaSet', 'web-5d9c', { 'rollouts-pod-template-hash': '5d9c' }),
      [],
      'shop/Rollout/web',
    ],
    ['no hash, no guess', ownedBy('ReplicaSet', 'web-5d9c'), [], 'shop/ReplicaSet/web-5d9c'],
    [
      'a hash that is not in the name proves nothing',
      ownedBy('ReplicaSet', 'web-5d9c', { 'pod-template-hash': 'abcd' }),
      [],
      'shop/ReplicaSet/web-5d9c',
    ],
    [
      'a hash that is all of the name proves nothing',
      ownedBy('ReplicaSet', '-5d9c', { 'pod-template-hash': '5d9c' }),
      [],
      'shop/ReplicaSet/-5d9c',
    ],
    [
      'an empty hash proves nothing',
      ownedBy('ReplicaSet', 'web-', { 'pod-template-hash': '' }),
      [],
      'shop/ReplicaSet/web-',
    ],
    [
      'a scheduled Job of a CronJob that is there',
      ownedBy('Job', 'nightly-29364480'),
      [controller('CronJob', 'nightly')],
      'shop/CronJob/nightly',
    ],
    [
      'a scheduled Job of a CronJob that is not there',
      ownedBy('Job', 'nightly-29364480'),
      [controller('CronJob', 'daily')],
      'shop/Job/nightly-29364480',
    ],
    [
      'a Job with another number in its name',
      ownedBy('Job', 'nightly-2'),
      [controller('CronJob', 'nightly')],
      'shop/Job/nightly-2',
    ],
  ])('%s', (_what, subject, controllers, expected) => {
    expect(workload(subject, ...controllers)).toBe(expected);
  });

  it('does not take the CronJob of another namespace', () => {
    const elsewhere = controller('CronJob', 'nightly');
    const other = { ...elsewhere, meta: { ...elsewhere.meta, namespace: 'other' } };

    expect(workload(ownedBy('Job', 'nightly-29364480'), other)).toBe('shop/Job/nightly-29364480');
  });
});
