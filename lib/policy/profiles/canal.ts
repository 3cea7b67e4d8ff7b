// Canal: Calico's policy engine on flannel's network.
import { CALICO } from './calico.ts';
import { says } from './cells.ts';
import { derivedFrom } from './derive.ts';
import type { ProfileData } from './profile.ts';

const MANIFEST = 'projectcalico/calico, manifests/canal.yaml';

export const CANAL: ProfileData = derivedFrom(CALICO, {
  name: 'canal',
  title: 'Canal',
  note: `Calico's policy engine beside flannel (${MANIFEST}); versions are Calico's.`,
  versions: 'of-base',
  semantics: {
    podToOwnNode: says('by-rules', `endpoint-to-host action ACCEPT: ${MANIFEST}`),
  },
});
