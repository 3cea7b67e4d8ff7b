// Changes of permissions as people read them: few rows, each permission in one of them.
import { describe, expect, it } from 'vitest';
import { permissionRows } from '../../lib/report/formats/diff-rows.ts';
import type { PairChange } from '../../lib/report/permission-changes.ts';

function pair(client: string, server: string, more: Partial<PairChange> = {}): PairChange {
  return { way: 'lost', client, server, ports: ['TCP/80', 'UDP/53'], exceptPorts: [], policies: [], ...more };
}

describe('rows of changed permissions', () => {
  it('one pair is told by its ports', () => {
    const ports = ['TCP/1', 'TCP/2', 'TCP/3', 'TCP/4', 'TCP/5', 'TCP/6'];

    expect(permissionRows([pair('a', 'x', { ports: ['TCP/80'], exceptPorts: ['TCP/81', 'TCP/82'] })])).toEqual([
      ['a -> x TCP/80', ''],
    ]);
    expect(permissionRows([pair('a', 'x', { aside: 'some pods' })])).toEqual([
      ['a -> x, every port', '2 permissions; some pods'],
    ]);
    expect(permissionRows([pair('a', 'x', { ports, exceptPorts: ['UDP/53'] })])).toEqual([
      ['a -> x, every port but UDP/53', '6 permissions'],
    ]);
    expect(permissionRows([{ ...{ way: 'lost', client: 'a', server: 'x', ports }, policies: [] }])).toEqual([
      ['a -> x TCP/1, TCP/2, TCP/3, TCP/4 and 2 more', '6 permissions'],
    ]);
  });

  it('pairs with a common side are one row, and name a few', () => {
    const clients = ['a', 'b', 'c', 'd', 'e'];

    expect(permissionRows(clients.map((client) => pair(client, 'x')))).toEqual([
      ['5 clients -> x, every port', '10 permissions; from a, b, c and 2 more'],
    ]);
    expect(permissionRows(['x', 'y'].map((server) => pair('a', server)))).toEqual([
      ['a -> 2 servers, every port', '4 permissions; to x, y'],
    ]);
  });

  it('a workload that is unclear as client and as server is two rows, whoever is on the other side', () => {
    const unclear = { way: 'unclear', aside: 'allowed, then unknown', reason: 'it may run there' } as const;
    const pairs = ['a', 'b', 'c'].flatMap((other) => [pair(other, 'n', unclear), pair('n', other, unclear)]);

    expect(permissionRows(pairs)).toEqual([
      ['3 clients -> n, every port', '6 permissions; allowed, then unknown: it may run there; from a, b, c'],
      ['n -> 3 servers, every port', '6 permissions; allowed, then unknown: it may run there; to a, b, c'],
    ]);
  });

  it('rows of one reason stand together, the one about most first', () => {
    const of = (reason: string) => ({ way: 'unclear', aside: 'denied, then unknown', reason }) as const;
    const pairs = [
      pair('a', 'x', { ...of('rare'), ports: ['TCP/1', 'TCP/2', 'TCP/3'], exceptPorts: [] }),
      pair('b', 'y', of('common')),
      pair('c', 'z', of('common')),
    ];

    expect(permissionRows(pairs).map(([subject]) => subject.slice(0, 6))).toEqual(['b -> y', 'c -> z', 'a -> x']);
  });

  it('pairs that fare otherwise are rows of their own', () => {
    const otherPorts = { ports: ['TCP/80'], exceptPorts: ['UDP/53'] };
    const pairs = [pair('a', 'x'), pair('b', 'x', { aside: 'some pods' }), pair('c', 'x', otherPorts)];

    expect(permissionRows(pairs)).toHaveLength(3);
  });
});
