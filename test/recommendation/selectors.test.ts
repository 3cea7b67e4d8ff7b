import { describe, expect, it } from 'vitest';
import { selectorManifest } from '../../lib/recommendation/manifests.ts';
import { selectWorkload } from '../../lib/recommendation/selectors.ts';
import type { Labels } from '../../lib/sources/kubernetes-objects.ts';
import { type WorkloadRecord, workload } from './records.ts';

type Case = {
  readonly name: string;
  readonly labels: Labels;
  readonly record?: WorkloadRecord;
  readonly others: readonly Labels[];
  readonly expected: unknown;
};

const CASES: readonly Case[] = [
  {
    name: 'one label is enough',
    labels: { app: 'web', tier: 'front' },
    others: [{ app: 'api' }],
    expected: { matchLabels: { app: 'web' } },
  },
  {
    name: 'alone in its namespace it is still named',
    labels: { team: 'x', app: 'web' },
    others: [],
    expected: { matchLabels: { app: 'web' } },
  },
  {
    name: 'the trusted key wins a tie',
    labels: { app: 'web', 'app.kubernetes.io/name': 'web' },
    others: [{ app: 'api', 'app.kubernetes.io/name': 'api' }],
    expected: { matchLabels: { 'app.kubernetes.io/name': 'web' } },
  },
  {
    name: 'one distinguishing label beats two trusted ones',
    labels: { app: 'shop', component: 'web', zone: 'a' },
    others: [
      { app: 'shop', component: 'api', zone: 'b' },
      { app: 'blog', component: 'web', zone: 'b' },
    ],
    expected: { matchLabels: { zone: 'a' } },
  },
  {
    name: 'two where one is not exact',
    labels: { app: 'shop', component: 'web' },
    others: [
      { app: 'shop', component: 'api' },
      { app: 'blog', component: 'web' },
    ],
    expected: { matchLabels: { app: 'shop', component: 'web' } },
  },
  {
    name: 'a canary shares all labels and has one more',
    labels: { app: 'web' },
    others: [{ app: 'web', track: 'canary' }, { app: 'api' }],
    expected: { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'track', operator: 'DoesNotExist' }] },
  },
  {
    name: 'the canary itself',
    labels: { app: 'web', track: 'canary' },
    others: [{ app: 'web' }],
    expected: { matchLabels: { track: 'canary' } },
  },
  {
    name: 'pods with several values of a key that the other has too',
    labels: { app: 'web', track: 'a' },
    record: { more: [{ app: 'web', track: 'b' }] },
    others: [{ app: 'web', track: 'c' }],
    expected: { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'track', operator: 'NotIn', values: ['c'] }] },
  },
  {
    name: 'pods with several values of a key that the other lacks',
    labels: { app: 'web', track: 'a' },
    record: { more: [{ app: 'web', track: 'b' }] },
    others: [{ app: 'web' }],
    expected: { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'track', operator: 'Exists' }] },
  },
  {
    name: 'pods without labels',
    labels: {},
    others: [{ app: 'web' }, { job: 'x' }],
    expected: {
      matchExpressions: [
        { key: 'app', operator: 'DoesNotExist' },
        { key: 'job', operator: 'DoesNotExist' },
      ],
    },
  },
  {
    name: 'a volatile label is never used, were it the only difference beside a release name',
    labels: { app: 'db', 'app.kubernetes.io/instance': 'blue', 'pod-template-hash': '1' },
    others: [{ app: 'db', 'app.kubernetes.io/instance': 'green', 'pod-template-hash': '2' }],
    expected: { matchLabels: { 'app.kubernetes.io/instance': 'blue' } },
  },
  {
    name: 'a release name is the last resort',
    labels: { 'app.kubernetes.io/instance': 'blue', app: 'db', zone: 'a' },
    others: [{ 'app.kubernetes.io/instance': 'green', app: 'db', zone: 'b' }],
    expected: { matchLabels: { zone: 'a' } },
  },
  {
    name: 'a label that only some of its pods carry is not used',
    labels: { app: 'web', canary: 'true' },
    record: { more: [{ app: 'web' }] },
    others: [{ app: 'api' }],
    expected: { matchLabels: { app: 'web' } },
  },
];

describe('selectWorkload', () => {
  it.each(CASES)('$name', ({ labels, record, others, expected }) => {
    const subject = workload('shop/Deployment/subject', labels, record);
    const all = others.map((other, index) => workload(`shop/Deployment/other-${index}`, other));

    const selection = selectWorkload(subject, [subject, ...all]);

    expect(selection.kind === 'exact' && selectorManifest(selection.requirements)).toEqual(expected);
  });

  it('tells when only volatile labels differ', () => {
    const subject = workload('shop/Job/a', { app: 'run', 'job-name': 'a' });
    const other = workload('shop/Job/b', { app: 'run', 'job-name': 'b' });

    expect(selectWorkload(subject, [subject, other])).toEqual({ kind: 'indistinguishable', confused: [0] });
  });

  it('passes over hostNetwork pods, which no policy can select', () => {
    const subject = workload('shop/Deployment/a', { app: 'run' });
    const host = workload('shop/DaemonSet/b', { app: 'run' }, { hostNetwork: true });

    expect(selectWorkload(subject, [subject, host]).kind).toBe('exact');
  });

  it('does not take inherited names for labels', () => {
    const subject = workload('shop/Deployment/a', { app: 'run', constructor: 'x' });
    const other = workload('shop/Deployment/b', { app: 'run' });

    const selection = selectWorkload(other, [subject, other]);

    expect(selection).toMatchObject({
      requirements: [
        { kind: 'equals', key: 'app' },
        { kind: 'does-not-exist', key: 'constructor' },
      ],
    });
  });
});
