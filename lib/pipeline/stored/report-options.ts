// The options of a plan as the analysis takes them; what cannot be understood is said before anything is read.
import type { DataplaneRequest } from '../../policy/dataplanes/resolve.ts';
import { parseDataplaneArgument } from '../../policy/profiles/dataplane-argument.ts';
import type { ReportOptions } from '../report-of-window.ts';
import { unusable } from '../unusable.ts';
import type { ClusterRequest } from './run-plan.ts';

export function reportOptions({ name, options }: ClusterRequest): ReportOptions {
  const { dataplane, cidrPrefix, includeSystem, minEvidence, maxPolicies } = options;
  return {
    ...{ cluster: name, includeSystem, minEvidence, dataplane: dataplaneRequest(dataplane, name) },
    ...(maxPolicies === undefined ? {} : { maxPolicies }),
    ...(cidrPrefix === undefined ? {} : { cidrPrefix: prefixes(cidrPrefix, name) }),
  };
}

function dataplaneRequest(text: string, cluster: string): DataplaneRequest {
  if (text.trim() === 'auto') return { kind: 'auto' };
  const parsed = parseDataplaneArgument(text);
  if (parsed.kind === 'argument') return { kind: 'named', argument: parsed.argument };
  throw unusable(`cluster ${cluster}: dataplane`, parsed.message, parsed.mend);
}

/** `24` for IPv4, `24,64` for IPv4 and IPv6. */
function prefixes(text: string, cluster: string): { readonly v4?: number; readonly v6?: number } {
  const [, v4, v6] = /^(\d{1,2})(?:,(\d{1,3}))?$/.exec(text) ?? [];
  if (v4 === undefined || Number(v4) > 32 || Number(v6 ?? 0) > 128)
    throw unusable(`cluster ${cluster}: cidrPrefix`, `${text} is no prefix length`, 'write 24, or 24,64');
  return { v4: Number(v4), ...(v6 === undefined ? {} : { v6: Number(v6) }) };
}
