// When pods come and go: rolling updates, crashes and job runs, before it is known where they run.
import type { Labels, WorkloadSpec } from './model.ts';
import type { Settings } from './options.ts';
import type { Random } from './random.ts';

export interface PodPlan {
  readonly spec: WorkloadSpec;
  readonly name: string;
  readonly owner:
    | { readonly apiVersion: string; readonly kind: string; readonly name: string; readonly uid: string }
    | undefined;
  readonly labels: Labels;
  readonly created: number;
  readonly ended: number;
  readonly deletionRequested: number | undefined;
  readonly finished: boolean;
  readonly removed: number;
}

/** Names and labels that depend on how the owner's kind makes pods. */
type Naming = (pod: {
  readonly slot: number;
  readonly revision: string;
  readonly random: Random;
}) => Pick<PodPlan, 'name' | 'owner' | 'labels'>;

const API_VERSIONS: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  ReplicaSet: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
  Rollout: 'argoproj.io/v1alpha1',
  Cluster: 'postgresql.cnpg.io/v1',
};

export function apiVersionOf(kind: string): string {
  return API_VERSIONS[kind] ?? 'example.org/v1';
}

/** All pods of one workload over the window, ordered by slot and time. */
export function planPods(spec: WorkloadSpec, settings: Settings, random: Random): PodPlan[] {
  if (spec.everySeconds !== undefined) return planJobs({ spec, every: spec.everySeconds, settings, random });
  const naming = namingOf(spec, random.fork('owner'));
  const revisions = planRevisions(spec, settings, random.fork('revisions'));
  const copies = spec.kind === 'DaemonSet' ? settings.nodes : spec.replicas;
  const breaks = planCrashes({ spec, copies, settings, random: random.fork('crashes') });
  return Array.from({ length: copies }, (_, slot) =>
    planSlot({
      spec,
      slot,
      settings,
      random: random.fork(`slot ${slot}`),
      naming,
      revisions,
      crashes: breaks.filter((item) => item.slot === slot),
    }),
  ).flat();
}

interface Revision {
  readonly hash: string;
  readonly from: number;
}

function planRevisions(spec: WorkloadSpec, settings: Settings, random: Random): Revision[] {
  const first = { hash: random.suffix(10), from: settings.from - random.int(3_600, 20 * 86_400) };
  const span = settings.to - settings.from;
  const later = Array.from({ length: spec.rollouts }, (_, index) => ({
    hash: random.suffix(10),
    from: settings.from + Math.floor((span * (index + random.next() * 0.7 + 0.15)) / spec.rollouts),
  }));
  return [first, ...later];
}

interface Crash {
  readonly slot: number;
  readonly at: number;
}

/** Now and then the replacement fails as well, so that a pod lives between two snapshots only. */
function planCrashes(request: {
  readonly spec: WorkloadSpec;
  readonly copies: number;
  readonly settings: Settings;
  readonly random: Random;
}): Crash[] {
  const { spec, copies, settings, random } = request;
  return Array.from({ length: spec.crashes }, () => {
    const slot = random.int(0, copies - 1);
    const first = { slot, at: random.int(settings.from + 120, settings.to - 400) };
    return random.chance(0.5) ? [first, { slot, at: first.at + random.int(70, 240) }] : [first];
  }).flat();
}

interface SlotRequest {
  readonly spec: WorkloadSpec;
  readonly slot: number;
  readonly settings: Settings;
  readonly random: Random;
  readonly naming: Naming;
  readonly revisions: readonly Revision[];
  readonly crashes: readonly Crash[];
}

const STEP_SECONDS = 25;
const SHORTEST_LIFE = 60;

function planSlot(request: SlotRequest): PodPlan[] {
  const { spec, slot, settings, random, naming, revisions, crashes } = request;
  const updates = revisions.map((revision) => revision.from + slot * STEP_SECONDS);
  const starts = [...updates, ...crashes.map((crash) => crash.at)].sort((left, right) => left - right);
  const kept = starts.filter((start, index) => index === 0 || start - (starts[index - 1] ?? 0) >= SHORTEST_LIFE);
  // A StatefulSet starts the next pod when the last one is gone, a ReplicaSet before.
  const delay = spec.kind === 'StatefulSet' || spec.hostNetwork ? 12 : 0;
  return kept.map((start, index) => {
    const next = kept[index + 1];
    const created = index === 0 ? start : start + delay;
    const revision = revisions.filter((item) => item.from + slot * STEP_SECONDS <= start).at(-1)?.hash ?? '';
    const deletionRequested = next === undefined ? undefined : next + (delay > 0 ? 0 : random.int(2, 12));
    const ended = deletionRequested === undefined ? settings.to + 3_600 : deletionRequested + random.int(2, 8);
    return {
      spec,
      created,
      deletionRequested,
      ended,
      finished: false,
      removed: ended,
      ...naming({ slot, revision, random }),
    };
  });
}

function namingOf(spec: WorkloadSpec, random: Random): Naming {
  const uid = uidFrom(random);
  const own = { apiVersion: apiVersionOf(spec.kind), kind: spec.kind, name: spec.name, uid };
  const release = releaseLabels(spec, random);
  switch (spec.kind) {
    case 'Deployment':
    case 'Rollout':
      return replicaSetNaming(spec, release, random);
    case 'StatefulSet':
      return ({ slot, revision }) => ({
        name: `${spec.name}-${slot}`,
        owner: own,
        labels: {
          ...spec.labels,
          ...release(revision),
          'controller-revision-hash': `${spec.name}-${revision}`,
          'statefulset.kubernetes.io/pod-name': `${spec.name}-${slot}`,
          'apps.kubernetes.io/pod-index': String(slot),
        },
      });
    case 'DaemonSet':
      return (pod) => ({
        name: `${spec.name}-${pod.random.suffix(5)}`,
        owner: own,
        labels: {
          ...spec.labels,
          ...release(pod.revision),
          'controller-revision-hash': pod.revision,
          'pod-template-generation': '3',
        },
      });
    case 'Pod':
      return () => ({ name: spec.name, owner: undefined, labels: { ...spec.labels } });
    default:
      return ({ slot }) => ({
        name: `${spec.name}-${slot + 1}`,
        owner: own,
        labels: { ...spec.labels, 'cnpg.io/instanceName': `${spec.name}-${slot + 1}` },
      });
  }
}

function replicaSetNaming(spec: WorkloadSpec, release: (revision: string) => Labels, random: Random): Naming {
  const uids = new Map<string, string>();
  const hashLabel = spec.kind === 'Rollout' ? 'rollouts-pod-template-hash' : 'pod-template-hash';
  return (pod) => {
    const uid = uids.get(pod.revision) ?? uidFrom(random);
    uids.set(pod.revision, uid);
    const name = `${spec.name}-${pod.revision}`;
    return {
      name: `${name}-${pod.random.suffix(5)}`,
      owner: { apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid },
      labels: { ...spec.labels, ...release(pod.revision), [hashLabel]: pod.revision },
    };
  };
}

/** The version follows the revision, as a release tool writes it. */
function releaseLabels(spec: WorkloadSpec, random: Random): (revision: string) => Labels {
  if (!spec.releaseLabels) return () => ({});
  const versions = new Map<string, string>();
  const base = random.int(1, 30);
  return (revision) => {
    const version = versions.get(revision) ?? `1.${base + versions.size}.0`;
    versions.set(revision, version);
    return {
      'app.kubernetes.io/version': version,
      'helm.sh/chart': `${spec.name}-${version}`,
      'app.kubernetes.io/managed-by': 'Helm',
    };
  };
}

function planJobs(request: {
  readonly spec: WorkloadSpec;
  readonly every: number;
  readonly settings: Settings;
  readonly random: Random;
}): PodPlan[] {
  const { spec, every, settings, random } = request;
  const { history } = spec;
  // Without a history nothing is left for a snapshot, as long as the job runs between two of them.
  const offset = history === 0 ? 180 : 0;
  const first = Math.ceil((settings.from - (history + 1) * every) / every) * every + offset;
  const runs: { readonly created: number; readonly ended: number }[] = [];
  for (let created = first; created < settings.to - 100; created += every) {
    runs.push({ created, ended: created + random.int(20, Math.min(90, every - 25)) });
  }
  return runs.map((run, index) => {
    const name = `${spec.name}-${Math.floor(run.created / 60)}`;
    const uid = uidFrom(random);
    const removed = history === 0 ? run.ended + 2 : (runs[index + history]?.ended ?? settings.to + 7_200);
    return {
      spec,
      name: `${name}-${random.suffix(5)}`,
      owner: { apiVersion: 'batch/v1', kind: 'Job', name, uid },
      labels: {
        ...spec.labels,
        'batch.kubernetes.io/controller-uid': uid,
        'batch.kubernetes.io/job-name': name,
        'controller-uid': uid,
        'job-name': name,
      },
      ...run,
      deletionRequested: undefined,
      finished: true,
      removed,
    };
  });
}

export function uidFrom(random: Random): string {
  return [8, 4, 4, 4, 12].map((length) => random.hex(length)).join('-');
}
