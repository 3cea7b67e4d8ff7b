// `--dataplane NAME` to the dataplane that verdicts are for.
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import { UPSTREAM } from '../policy/profiles/upstream.ts';
import { UnusableError } from './exit.ts';

const DATAPLANES: readonly Dataplane[] = [UPSTREAM];

export const DATAPLANE_NAMES: readonly string[] = DATAPLANES.map((dataplane) => dataplane.name);

export function dataplaneNamed(name: string): Dataplane {
  const dataplane = DATAPLANES.find((candidate) => candidate.name === name);
  if (dataplane !== undefined) return dataplane;
  throw new UnusableError('--dataplane', `${name} is not known`, `use ${DATAPLANE_NAMES.join(', ')}`);
}
