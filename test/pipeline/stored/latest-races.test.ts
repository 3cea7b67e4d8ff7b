// Races for the latest report over a server with conditional writes: lost once or twice they are run again, lost each time they are said.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RetryableError, toStructured } from '../../../functions/shared/errors.ts';
import type { ObjectStore } from '../../../lib/pipeline/ports.ts';
import { formatRunName, latestKey } from '../../../lib/pipeline/stored/keys.ts';
import { formatLatest, LATEST_SCHEMA, OvertakenError, switchLatest } from '../../../lib/pipeline/stored/latest.ts';
import { at, openS3Lab, type S3Lab } from '../../adapters/s3-lab.ts';
import { missingS3Server } from '../../aws/s3-server.ts';

let lab: S3Lab;
beforeAll(async () => {
  if (missingS3Server === undefined) lab = await openS3Lab();
});
afterAll(() => lab?.stop());

const runTo = (to: string, digit: string) => ({
  ...{ cluster: 'prod', run: formatRunName(Date.parse(to) / 1000, digit.repeat(16)) },
  ...{ from: '2026-11-01T00:00:00Z', to },
});
const OURS = runTo('2026-11-09T00:00:00Z', 'f');
const others = Array.from({ length: 8 }, (_, index) => runTo(`2026-11-0${index + 1}T00:00:00Z`, String(index)));

/** Before each of the first `losses` writes, somebody else's report of an earlier window becomes the latest. */
function racing(key: string, losses: number) {
  let writes = 0;
  const store: ObjectStore = {
    ...lab.store,
    write: async (...args) => {
      const other = others[writes];
      if (writes < losses && other !== undefined)
        await lab.put(key.slice(at('').length), formatLatest({ schema: LATEST_SCHEMA, ...other }));
      writes += 1;
      return lab.store.write(...args);
    },
  };
  return { store, writes: () => writes };
}

describe.skipIf(missingS3Server)(`a race for the latest report${missingS3Server ? `: ${missingS3Server}` : ''}`, () => {
  const placesOf = (name: string) => ({ data: at('data/'), snapshots: at('snapshots/'), reports: at(`${name}/`) });

  it.each([0, 1, 4])('that is lost %i times is won in the end', async (losses) => {
    const places = placesOf(`lost-${losses}`);
    const key = latestKey(places, 'prod');
    const { store, writes } = racing(key, losses);

    expect(await switchLatest({ store, places }, OURS)).toBe(true);

    expect(writes()).toBe(losses + 1);
    const previous = losses === 0 ? {} : { previous: others[losses - 1]?.run };
    expect(JSON.parse(await lab.store.readText(key))).toMatchObject({ run: OURS.run, ...previous });
  });

  it('that is lost each time is an error with a name of its own, which state machines retry', async () => {
    const places = placesOf('lost');
    const key = latestKey(places, 'prod');
    const { store, writes } = racing(key, Number.POSITIVE_INFINITY);

    const error: unknown = await switchLatest({ store, places }, OURS).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(OvertakenError);
    expect(toStructured(error)).toBe(error);
    expect(error).not.toBeInstanceOf(RetryableError);
    expect(error).toMatchObject({
      name: 'OvertakenError',
      message: expect.stringContaining(`${key} was replaced 5 times`),
    });
    expect(writes()).toBe(5);
    expect(JSON.parse(await lab.store.readText(key))).toMatchObject({ run: others[4]?.run });
    // As the state machine does.
    expect(await switchLatest({ store: lab.store, places }, OURS)).toBe(true);
  });
});
