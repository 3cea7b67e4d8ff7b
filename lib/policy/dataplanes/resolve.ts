// From what was asked for with `--dataplane` to the dataplane of a cluster, with everything worth saying about it.

import { invariant } from '../../base/assert.ts';
import type { Dataplane } from '../profiles/dataplane.ts';
import { type DataplaneArgument, parseDataplaneArgument } from '../profiles/dataplane-argument.ts';
import { makeDataplane } from './choose.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import { dataplaneFindings } from './cluster-findings.ts';
import { detectDataplane, type Proposal } from './detect.ts';
import type { DataplaneFinding } from './finding.ts';

export type DataplaneRequest =
  | { readonly kind: 'named'; readonly argument: DataplaneArgument }
  | { readonly kind: 'auto' };

/** Where nobody asks for one: the API text. */
export const UPSTREAM_REQUEST: DataplaneRequest = {
  kind: 'named',
  argument: { text: 'upstream', parts: [{ name: 'upstream', version: undefined, options: {} }] },
};

export interface ChosenDataplane {
  readonly dataplane: Dataplane;
  /** In the order: what was detected, then by part and condition. */
  readonly findings: readonly DataplaneFinding[];
}

export function resolveDataplane(request: DataplaneRequest, facts: ClusterFacts): ChosenDataplane {
  if (request.kind === 'named') return chooseDataplane(request.argument, facts);
  const proposal = detectDataplane(facts);
  const parsed = parseDataplaneArgument(proposal.argument);
  invariant(parsed.kind === 'argument', `${proposal.argument} can be parsed`);
  const chosen = chooseDataplane(parsed.argument, facts);
  return { ...chosen, findings: [detected(proposal), ...chosen.findings] };
}

export function chooseDataplane(argument: DataplaneArgument, facts: ClusterFacts): ChosenDataplane {
  return { dataplane: makeDataplane(argument, facts), findings: dataplaneFindings(argument, facts) };
}

function detected({ argument, confidence, reasons }: Proposal): DataplaneFinding {
  return {
    code: 'dataplane-detected',
    severity: 'info',
    subject: argument,
    message: `--dataplane auto takes ${argument} (confidence: ${confidence}): ${reasons.join('; ')}`,
    mend: 'name the dataplane where you know better',
    evidence: { argument, confidence, reasons },
  };
}
