// Huawei Cloud CCE, standard clusters with the VPC network and DataPlane V2 (Cilium).
import { leftOpen, says, saysSince } from './cells.ts';
import { CILIUM } from './cilium.ts';
import { derivedFrom } from './derive.ts';
import type { Gate, ProfileData } from './profile.ts';

const PAGE = 'CCE docs, network policies';
const DATAPLANE_V2 = 'CCE docs, DataPlane V2';

type Rules = 'enforced' | 'not-enforced' | 'unknown';

const SINCE: Gate<Rules> = {
  of: 'kubernetes',
  versions: ['1.27.16-r30', '1.28.15-r20', '1.29.13-r0', '1.30.10-r0', '1.31.6-r0'],
  before: 'not-enforced',
};

/** The page names these earlier versions for egress in its text; its table and the DataPlane V2 page the later ones. */
const EARLIER_IN_TEXT: Gate<Rules> = {
  of: 'kubernetes',
  versions: ['1.27.16-r10', '1.28.15-r0', '1.29.10-r0', '1.30.6-r0'],
  before: 'not-enforced',
};

export const CCE_VPC: ProfileData = derivedFrom(CILIUM, {
  name: 'cce-vpc',
  title: 'CCE VPC network with DataPlane V2',
  note: `DataPlane V2 integrates Cilium and has to be chosen when the cluster is made (${DATAPLANE_V2}); without it nothing is enforced. Secure containers are never covered.`,
  versions: 'own',
  semantics: {
    ingressRules: saysSince('enforced', `${PAGE}; ${DATAPLANE_V2}`, SINCE),
    egressRules: saysSince('enforced', `text and table of the page disagree on the version: ${PAGE}`, {
      ...SINCE,
      before: 'unknown',
      earlier: EARLIER_IN_TEXT,
    }),
    ingressIpBlock: says('supported', PAGE),
    egressIpBlock: says('supported', PAGE),
    ipBlockMatchesPods: says('no', `nor Services: ${PAGE} (Chinese); ${DATAPLANE_V2}`),
    ipBlockMatchesNodes: says('no', `${PAGE} (Chinese)`),
    except: leftOpen(`poorly supported and advised against: ${DATAPLANE_V2}`),
    ipv6: leftOpen(`not supported, and nothing is said of what becomes of it: ${PAGE}`),
    sctp: says('supported', PAGE),
    endPort: says('range', PAGE),
    ownNodeToPod: says('allowed', `${PAGE} (Chinese; the English row is mistranslated)`),
    serviceTraffic: says('backend', `limits by label through a ClusterIP are supported: ${PAGE}`),
  },
  apis: {
    'networking-v1': says('enforced', PAGE),
    cilium: leftOpen(
      `only NetworkPolicy is described (${PAGE}), yet Cilium's layer 7 rules are spoken of (${DATAPLANE_V2})`,
    ),
    'cluster-v1alpha2': leftOpen(`an option of Cilium from 1.20 on, of which nothing is said: ${DATAPLANE_V2}`),
  },
  healthChecks: [says('100.125.0.0/16', 'ELB docs, configuring a health check')],
});
