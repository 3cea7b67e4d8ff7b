// `--dataplane NAME` to the profile that evaluates under it.
import type { Profile } from '../policy/profiles/profile.ts';
import { UPSTREAM } from '../policy/profiles/upstream.ts';
import { UnusableError } from './exit.ts';

const PROFILES: readonly Profile[] = [UPSTREAM];

export const DATAPLANE_NAMES: readonly string[] = PROFILES.map((profile) => profile.name);

export function profileNamed(name: string): Profile {
  const profile = PROFILES.find((candidate) => candidate.name === name);
  if (profile !== undefined) return profile;
  throw new UnusableError('--dataplane', `${name} is not known`, `use ${DATAPLANE_NAMES.join(', ')}`);
}
