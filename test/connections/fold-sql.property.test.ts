// Folding saves rows, never exactness: random owners of one address, counted record by record by hand.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressHistories, countByHand, snapshotsOf } from './address-lives.ts';
import { writeLog } from './flow-lines.ts';
import { nameOf, type Observation, useObserve } from './observe.ts';

const observe = useObserve();

function countsOf({ connections }: Observation): Readonly<Record<string, number>> {
  const plain = (name: string) => name.replace(/ 10\.0\.3\.30$/, '');
  return Object.fromEntries(
    connections.map(({ client, server, port, records }) => [
      `${plain(nameOf(client))} -> ${plain(nameOf(server))} ${port}`,
      records,
    ]),
  );
}

describe('an address with several owners within one hour', () => {
  it('gives each record of one object to the owner of its time, or to nobody', async () => {
    await fc.assert(
      fc.asyncProperty(addressHistories, async (history) => {
        const seen = await observe({ objects: [writeLog(history.rows)], snapshots: snapshotsOf(history) });

        expect(countsOf(seen)).toEqual(countByHand(history));
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });

  it('gives the same however its records are spread over objects', async () => {
    await fc.assert(
      fc.asyncProperty(addressHistories, fc.integer({ min: 2, max: 5 }), async (history, parts) => {
        const objects = Array.from({ length: parts }, (_, part) =>
          writeLog(history.rows.filter((_row, index) => (index * 7) % parts === part)),
        );

        const seen = await observe({ objects, snapshots: snapshotsOf(history) });

        expect(countsOf(seen)).toEqual(countByHand(history));
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });
});
