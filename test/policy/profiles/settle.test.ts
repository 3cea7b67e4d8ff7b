import { describe, expect, it } from 'vitest';
import type { Cell, ProfileData } from '../../../lib/policy/profiles/profile.ts';
import { PROFILES, profileData } from '../../../lib/policy/profiles/registry.ts';
import { NO_VERSIONS, settleCell, settleProfile, type Versions } from '../../../lib/policy/profiles/settle.ts';
import { UPSTREAM_DATA } from '../../../lib/policy/profiles/upstream.ts';

function named(name: string): ProfileData {
  const found = profileData(name);
  if (found === undefined) throw new Error(`no profile ${name}`);
  return found;
}

function versions(some: Partial<Versions>): Versions {
  return { ...NO_VERSIONS, ...some };
}

describe('settleCell', () => {
  const plain: Cell<string> = { is: 'new', source: 'page' };
  const gated: Cell<string> = { ...plain, since: { of: 'kernel', versions: ['5.10'], before: 'old' } };
  const span: Cell<string> = {
    ...plain,
    since: {
      of: 'dataplane',
      versions: ['3.32'],
      before: 'middle',
      earlier: { of: 'dataplane', versions: ['3.29'], before: 'new' },
    },
  };

  it.each([
    ['without a gate', plain, {}, 'new'],
    ['from the version on', gated, { kernel: '5.10.1' }, 'new'],
    ['before the version', gated, { kernel: '4.18.0-372' }, 'old'],
    ['where the version is not known', gated, {}, 'unknown'],
    ['where the version is no version', gated, { kernel: 'custom' }, 'unknown'],
    ['where another version is known', gated, { kubernetes: '5.11', dataplane: '5.11' }, 'unknown'],
    ['after a span', span, { dataplane: '3.32.0' }, 'new'],
    ['within a span', span, { dataplane: '3.31.7' }, 'middle'],
    ['at the beginning of a span', span, { dataplane: '3.29' }, 'middle'],
    ['before a span', span, { dataplane: '3.28.2' }, 'new'],
    ['where the span is not known', span, {}, 'unknown'],
    ['where only the major version is known', span, { dataplane: '3' }, 'unknown'],
  ])('%s', (_, cell, known, expected) => {
    expect(settleCell(cell, versions(known))).toBe(expected);
  });

  it('needs no version where it says the same before and after', () => {
    const same: Cell<string> = { is: 'new', source: 'page', since: { of: 'kernel', versions: ['5'], before: 'new' } };

    expect(settleCell(same, NO_VERSIONS)).toBe('new');
  });
});

describe('settleProfile', () => {
  it('leaves unknown whatever turns on a version that is not known', () => {
    for (const data of PROFILES) {
      const { semantics } = settleProfile(data);
      const cells = Object.entries(data.semantics);
      const turning = cells.filter(([, cell]) => cell.since !== undefined).map(([key]) => key);
      const settled = Object.entries(semantics);

      expect(settled.map(([key]) => key)).toEqual(cells.map(([key]) => key));
      for (const [key, value] of settled) {
        const cell = cells.find(([name]) => name === key)?.[1];
        expect([data.name, key, value]).toEqual([data.name, key, turning.includes(key) ? 'unknown' : cell?.is]);
      }
    }
  });

  it('ignores the policies of APIs of which a profile says nothing', () => {
    const { apis } = settleProfile({ ...UPSTREAM_DATA, apis: { calico: { is: 'enforced', source: 'page' } } });

    expect(apis.calico).toBe('enforced');
    expect(apis['networking-v1']).toBe('not-enforced');
    expect(apis['eks-cluster']).toBe('not-enforced');
  });

  it.each([
    ['cilium', { dataplane: '1.16' }, 'first-port'],
    ['cilium', { dataplane: 'v1.17.2' }, 'range'],
    ['cilium', { kubernetes: '1.32' }, 'unknown'],
    ['azure-cilium', { kubernetes: 'v1.31.9' }, 'first-port'],
    ['azure-cilium', { kubernetes: 'v1.32.0' }, 'range'],
    ['azure-cilium', { dataplane: '1.17' }, 'unknown'],
    // Their own version says nothing of the Cilium inside.
    ['ack-terway-ebpf', { dataplane: '1.18.0' }, 'unknown'],
    ['gke-dpv2', { dataplane: '1.30', kubernetes: 'v1.30.5-gke.1443001' }, 'unknown'],
    ['canal', {}, 'range'],
  ])('%s with %j takes endPort as %s', (name, known, expected) => {
    expect(settleProfile(named(name), versions(known)).semantics.endPort).toBe(expected);
  });

  it.each([
    ['cce-tunnel', '1.22.11', 'enforced', 'not-enforced'],
    ['cce-tunnel', '1.23', 'enforced', 'enforced'],
    ['cce-turbo', 'v1.27.16-r10', 'enforced', 'enforced'],
    ['cce-turbo', 'v1.27.16-r9', 'not-enforced', 'not-enforced'],
    ['cce-turbo', '1.28', 'unknown', 'unknown'],
    ['cce-vpc', 'v1.27.16-r30', 'enforced', 'enforced'],
    // The page's text and its table disagree on what lies between.
    ['cce-vpc', 'v1.27.16-r10', 'not-enforced', 'unknown'],
    ['cce-vpc', 'v1.27.16-r9', 'not-enforced', 'not-enforced'],
    ['cce-vpc', 'v1.28.15', 'unknown', 'unknown'],
    ['cce-vpc', 'v1.31.5-r0', 'not-enforced', 'unknown'],
    ['cce-vpc', 'v1.34.1-r0', 'enforced', 'enforced'],
  ])('%s on Kubernetes %s: ingress %s, egress %s', (name, kubernetes, ingress, egress) => {
    const { semantics } = settleProfile(named(name), versions({ kubernetes }));

    expect(semantics.ingressRules).toBe(ingress);
    expect(semantics.egressRules).toBe(egress);
  });

  it.each([
    ['calico', '3.28.5', 'not-enforced', 'not-enforced'],
    ['calico', '3.29.0', 'enforced', 'not-enforced'],
    ['canal', '3.31.7', 'enforced', 'not-enforced'],
    ['calico', '3.32.0', 'not-enforced', 'enforced'],
    ['calico', '3', 'unknown', 'unknown'],
    ['cilium', '1.19.8', 'not-enforced', 'not-enforced'],
    ['cilium', '1.20.0', 'not-enforced', 'unknown'],
    ['antrea', '1.12.1', 'not-enforced', 'not-enforced'],
    ['antrea', '2.7.0', 'unknown', 'unknown'],
    ['ack-terway-iptables', '3.30', 'not-enforced', 'not-enforced'],
  ])('%s@%s: AdminNetworkPolicy %s, ClusterNetworkPolicy %s', (name, dataplane, admin, cluster) => {
    const { apis } = settleProfile(named(name), versions({ dataplane }));

    expect(apis['admin-v1alpha1']).toBe(admin);
    expect(apis['cluster-v1alpha2']).toBe(cluster);
  });
});
