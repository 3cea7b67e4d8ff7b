import { describe, expect, it } from 'vitest';
import { describeCluster } from '../../lib/recommendation/cluster.ts';
import { selectEligible } from '../../lib/recommendation/eligible.ts';
import { scanFindings } from '../../lib/recommendation/scan-findings.ts';
import { findScanners } from '../../lib/recommendation/scans.ts';
import { connection, workload } from './records.ts';

const CLUSTER = describeCluster({
  workloads: [workload('shop/Deployment/web', { app: 'web' }), workload('shop/Deployment/api', { app: 'api' })],
  namespaces: [],
  includeSystem: false,
});

function knocks(count: number, spread: (index: number) => string) {
  return Array.from({ length: count }, (_, index) =>
    connection(`shop/Deployment/web -> ${spread(index)}`, { outcome: index % 2 === 0 ? 'unanswered' : 'rejected' }),
  );
}

describe('scanFindings', () => {
  it.each([
    { name: 'nine targets are none', attempts: knocks(9, (i) => `shop/Deployment/api TCP/${1000 + i}`), scans: 0 },
    { name: 'ten ports of one server', attempts: knocks(10, (i) => `shop/Deployment/api TCP/${1000 + i}`), scans: 1 },
    { name: 'one port of ten servers', attempts: knocks(10, (i) => `192.0.2.${i}/32 TCP/22`), scans: 1 },
    { name: 'the same target again and again is none', attempts: knocks(30, () => '192.0.2.1/32 TCP/22'), scans: 0 },
  ])('$name', ({ attempts, scans }) => {
    expect(scanFindings(findScanners(attempts), [])).toHaveLength(scans);
  });

  it('names what the scanner did reach, which stays allowed', () => {
    const reached = connection('shop/Deployment/web -> shop/Deployment/api TCP/8080');
    const all = [reached, ...knocks(12, (i) => `shop/Deployment/api TCP/${1000 + i}`)];
    const { kept } = selectEligible(all, CLUSTER, 'fan-in');

    const [scan] = scanFindings(findScanners(all), kept);

    expect(kept.map((one) => one.connection)).toEqual([reached]);
    expect(scan).toMatchObject({
      severity: 'high',
      subject: 'workload shop/Deployment/web',
      evidence: { unansweredTargets: 12, allowed: [kept[0]?.key] },
    });
  });

  it.each([
    { name: 'a handshake without data is a probe', scanner: true, payload: false, reason: 'scan' },
    { name: 'data makes it a use', scanner: true, payload: true, reason: undefined },
    { name: 'a client that scans nothing may be idle', scanner: false, payload: false, reason: undefined },
  ])('$name', ({ scanner, payload, reason }) => {
    const opened = connection('shop/Deployment/web -> shop/Deployment/api TCP/8080', { payload });
    const attempts = scanner ? knocks(12, (i) => `shop/Deployment/api TCP/${1000 + i}`) : [];

    const { leftOut } = selectEligible([opened, ...attempts], CLUSTER, 'fan-in');

    expect(leftOut.find((one) => one.connection === opened)?.reason).toBe(reason);
  });
});
