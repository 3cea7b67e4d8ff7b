// LoadBalancer Services whose pods are isolated without a rule for the provider's health checks.
import { formatAddress } from '../../net/address.ts';
import { cidrLast, parseCidr } from '../../net/cidr.ts';
import type { PodEndpoint } from '../pod-match.ts';
import type { Found } from './finding.ts';
import type { LintCheck } from './lint-check.ts';
import type { LintContext } from './lint-context.ts';
import type { LintService } from './lint-input.ts';
import { podsBehind, serviceName, targetNumber } from './service-pods.ts';

export const HEALTH_CHECKS: LintCheck = {
  code: 'lint-health-checks',
  means: "the pods of a LoadBalancer Service do not let in the addresses that the provider's health checks come from",
  why: 'the load balancer takes its backends for dead: clients that the policy allows are refused as well',
  mend: 'add an ipBlock of the range to the ingress rules, on the port of the pods',
  find: (context) =>
    (context.services ?? [])
      .filter(({ isLoadBalancer }) => isLoadBalancer === true)
      .flatMap((service) => ofService(service, context)),
};

function ofService(service: LintService, context: LintContext): readonly Found[] {
  return podsBehind(service, context.pods ?? [])
    .filter(({ hostNetwork }) => !hostNetwork)
    .flatMap((pod) =>
      context.dataplane.profileOf(pod).data.healthChecks.flatMap(({ is: range, source }) =>
        service.ports.flatMap((port): readonly Found[] => {
          const number = targetNumber(port, pod);
          if (number === undefined || port.protocol === 'SCTP') return [];
          const policies = closedBy({ pod, range, protocol: port.protocol, port: number }, context);
          const [subject, ...others] = policies;
          if (subject === undefined) return [];
          const where = `port ${number} of the pods of Service ${serviceName(service)}`;
          const message = `lets no health check from ${range} to ${where}`;
          const mend = `add an ipBlock ${range} to the ingress rules, on port ${number}`;
          return [
            { subject, severity: 'high', message, mend, evidence: { service: serviceName(service), others, source } },
          ];
        }),
      ),
    );
}

interface HealthCheck {
  readonly pod: PodEndpoint;
  readonly range: string;
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
}

/** The policies that deny it from the first or the last address of the range. */
function closedBy({ pod, range, protocol, port }: HealthCheck, { judge }: LintContext): readonly string[] {
  const block = parseCidr(range);
  if (block === undefined) return [];
  return [block.base, cidrLast(block)].flatMap((value) => {
    const address = formatAddress({ family: block.family, value });
    const verdict = judge({ client: { kind: 'address', address }, server: pod, protocol, port }, 'ingress');
    return verdict.kind === 'denied' ? verdict.by : [];
  });
}
