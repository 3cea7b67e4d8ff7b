// Rules that name the port of a Service where the pods behind it listen on another.
import type { CompiledPort } from '../compiled.ts';
import { describePort } from '../describe.ts';
import type { PodEndpoint } from '../pod-match.ts';
import { type LintCheck, ofEachPolicy } from './lint-check.ts';
import type { LintContext } from './lint-context.ts';
import { podPeersOf, portsOf, type RuleSite, writtenRules } from './rule-sites.ts';
import { podsBehind, serviceName, targetNumber } from './service-pods.ts';

const MEND = 'name the port on which the pods listen (targetPort)';

export const SERVICE_PORT: LintCheck = {
  code: 'lint-service-port',
  means: 'a rule names the port of a Service, and the pods behind it listen on another',
  why: 'rules are about the ports of pods: the Service has translated its own by then',
  mend: MEND,
  find: ofEachPolicy((policy, context) =>
    writtenRules(policy).flatMap((site) =>
      portsOf(site.rule).flatMap((port) => {
        const mistaken = mistakenFor(port, serversOf(site, context), context);
        if (mistaken === undefined) return [];
        const message = `${describePort(port)} is that of Service ${mistaken.service}, whose pods listen on ${mistaken.target}`;
        return [{ severity: 'medium' as const, at: site.rule.path, message, mend: MEND, evidence: mistaken }];
      }),
    ),
  ),
};

function serversOf(
  { policy, direction, rule }: Omit<RuleSite, 'profile'>,
  context: LintContext,
): readonly PodEndpoint[] {
  if (direction === 'ingress') return context.subjectsOf(policy);
  return podPeersOf(rule).flatMap((peer) => context.select(peer).sure);
}

/** The Service whose port it is, where no pod listens there by its own account or behind another Service. */
function mistakenFor(
  port: CompiledPort,
  servers: readonly PodEndpoint[],
  { services = [] }: LintContext,
): { readonly service: string; readonly target: number } | undefined {
  if (port.kind !== 'numbers' || port.first !== port.last) return undefined;
  const { protocol, first: number } = port;
  if (servers.some(({ ports }) => ports.some((own) => own.port === number && own.protocol === protocol)))
    return undefined;
  const uses = services.flatMap((service) =>
    podsBehind(service, servers).flatMap((pod) =>
      service.ports.flatMap((own) => {
        const target = own.protocol === protocol ? targetNumber(own, pod) : undefined;
        return target === undefined ? [] : [{ service: serviceName(service), port: own.port, target }];
      }),
    ),
  );
  if (uses.some(({ target }) => target === number)) return undefined;
  const use = uses.find((one) => one.port === number);
  return use && { service: use.service, target: use.target };
}
