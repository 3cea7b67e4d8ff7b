import { describe, expect, it } from 'vitest';
import { parseCidr } from '../../lib/net/cidr.ts';
import type { Peer } from '../../lib/recommendation/peers.ts';
import type { Need } from '../../lib/recommendation/port-needs.ts';
import { buildRules } from '../../lib/recommendation/rules.ts';
import { findSubjects } from '../../lib/recommendation/subjects.ts';
import { workload } from './records.ts';

const SUBJECTS = findSubjects([
  workload('shop/Deployment/api', { app: 'api' }),
  workload('shop/Deployment/web', { app: 'web' }),
  workload('ops/Deployment/run', { app: 'run' }),
]);

function peer(text: string): Peer {
  const subject = SUBJECTS.find(({ id }) => id === text);
  if (subject !== undefined) return { kind: 'subject', subject };
  const blocks = [parseCidr(text) ?? []].flat();
  return { kind: 'blocks', observed: blocks, blocks };
}

/** `peer port`, the connection named by the same text. */
function need(text: string): Need {
  const [name = '', port = ''] = text.split(' ');
  return { peer: peer(name), port: { protocol: 'TCP', port: Number(port) }, connection: text };
}

/** Rules as `peer, peer: port, port`. */
function written(...needs: readonly string[]): readonly string[] {
  const { rules, atoms } = buildRules(needs.map(need), 'shop');
  return rules.map(({ ports }, rule) => {
    const peers = [...new Set(atoms.filter((atom) => atom.rule === rule).map((atom) => atom.peer))];
    return `${peers.join(', ')}: ${ports.map(({ port }) => port).join(', ')}`;
  });
}

describe('buildRules', () => {
  it.each([
    {
      name: 'the same port of two peers is one rule',
      needs: ['ops/Deployment/run 80', 'shop/Deployment/api 80'],
      rules: ['shop/Deployment/api, ops/Deployment/run: 80'],
    },
    {
      name: 'two ports of one peer are one rule',
      needs: ['shop/Deployment/api 9000', 'shop/Deployment/api 80'],
      rules: ['shop/Deployment/api: 80, 9000'],
    },
    {
      name: 'different ports stay apart',
      needs: ['shop/Deployment/api 80', 'shop/Deployment/web 9000'],
      rules: ['shop/Deployment/api: 80', 'shop/Deployment/web: 9000'],
    },
    { name: 'neighbours are one block', needs: ['192.0.2.2/32 443', '192.0.2.3/32 443'], rules: ['192.0.2.2/31: 443'] },
    {
      name: 'neighbours across a boundary are two',
      needs: ['192.0.2.1/32 443', '192.0.2.2/32 443'],
      rules: ['192.0.2.1/32, 192.0.2.2/32: 443'],
    },
    {
      name: 'neighbours with other ports are not joined',
      needs: ['192.0.2.2/32 443', '192.0.2.3/32 80'],
      rules: ['192.0.2.3/32: 80', '192.0.2.2/32: 443'],
    },
    {
      name: 'IPv6 after IPv4',
      needs: ['2001:db8::1/128 443', '192.0.2.2/32 443'],
      rules: ['192.0.2.2/32, 2001:db8::1/128: 443'],
    },
    {
      name: 'an address inside a block on the same port is covered by it',
      needs: ['192.0.2.7/32 443', '192.0.2.7/32 80', '192.0.2.0/24 443'],
      rules: ['192.0.2.7/32: 80', '192.0.2.0/24: 443'],
    },
  ])('$name', ({ needs, rules }) => {
    expect(written(...needs)).toEqual(rules);
    expect(written(...needs.toReversed())).toEqual(rules);
  });

  it('names for each entry the connections that need it', () => {
    const { atoms } = buildRules(
      ['192.0.2.2/32 443', '192.0.2.3/32 443', '192.0.2.0/24 80', '192.0.2.9/32 80'].map(need),
      'shop',
    );

    expect(atoms.map(({ peer: text, connections }) => [text, connections])).toEqual([
      ['192.0.2.0/24', ['192.0.2.0/24 80', '192.0.2.9/32 80']],
      ['192.0.2.2/31', ['192.0.2.2/32 443', '192.0.2.3/32 443']],
    ]);
  });
});
