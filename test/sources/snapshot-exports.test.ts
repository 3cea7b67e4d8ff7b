// Snapshots that a project published as kubectl printed them.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSnapshot } from '../../lib/sources/parse-snapshot.ts';

const EXPORTS = '../shared/fixtures/kubectl/kube-router';

describe.skipIf(!existsSync(EXPORTS))('parseSnapshot, exports of kube-router (skipped where absent)', () => {
  const parseFile = (name: string) =>
    parseSnapshot({ text: readFileSync(`${EXPORTS}/${name}`, 'utf8'), source: name, timeSeconds: 0 });

  it('reads pods of two families', () => {
    const { snapshot } = parseFile('pods.yaml');

    expect(snapshot.pods.map(({ meta, addresses }) => [meta.name, ...addresses])).toContainEqual([
      'whoami-nflzk',
      '10.242.1.4',
      '2001:db8:42:1001::4',
    ]);
  });

  it.each([
    ['pods.yaml', 'pods'],
    ['nodes.yaml', 'nodes'],
    ['services.yaml', 'services'],
    ['networkpolicy.yaml', 'policies'],
  ] as const)('reads %s without damage', (name, list) => {
    const { snapshot, diagnostics } = parseFile(name);

    expect(snapshot[list].length).toBeGreaterThan(0);
    expect(diagnostics.filter(({ code }) => code !== 'snapshot-incomplete')).toEqual([]);
  });
});
