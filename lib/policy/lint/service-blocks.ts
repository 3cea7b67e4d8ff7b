// Blocks over addresses of Services, which rules see before or after their translation, by dataplane.
import { parseAddress } from '../../net/address.ts';
import { addressSetHas } from '../../net/address-set.ts';
import type { CompiledBlock } from '../compiled.ts';
import { namesEvidence, namesText } from '../dataplanes/finding.ts';
import type { Found } from './finding.ts';
import { type LintCheck, ofEachRule } from './lint-check.ts';
import { isInside, type LintContext } from './lint-context.ts';
import type { LintService } from './lint-input.ts';
import { blocksOf, comparesWith, isAnyAddress, portsOf, type RuleSite } from './rule-sites.ts';
import { podsBehind, serviceName, targetNumber } from './service-pods.ts';
import { blockText } from './words.ts';

type OfBlock = readonly Omit<Found, 'subject'>[];

const BACKENDS = 'name the pods behind the Service by selectors, with the ports on which they listen';
const BOTH =
  'give the Service the port of its pods, and let the block cover its address as well; or name the pods by selectors';

export const SERVICE_BLOCK: LintCheck = {
  code: 'lint-service-block',
  means:
    'an ipBlock covers the address of a Service and not its pods, or the contrary, as the dataplane does not judge',
  why: 'most dataplanes judge a connection after the Service is translated to a pod; EKS judges egress before that, by the address and port of the Service',
  mend: BACKENDS,
  find: ofEachRule((site, context) =>
    blocksOf(site.rule)
      .filter((block) => !isAnyAddress(block))
      .flatMap((block) =>
        site.direction === 'egress' && site.profile.semantics.serviceTraffic === 'service-address'
          ? beforeTranslation(block, site, context)
          : afterTranslation(block, site, context),
      ),
  ),
};

/** Only Services are inside: nothing that rules ever see. */
function afterTranslation(block: CompiledBlock, { profile, direction }: RuleSite, context: LintContext): OfBlock {
  const { services = [] } = context;
  if (direction === 'egress' && profile.semantics.serviceTraffic === 'unknown') return [];
  const covered = services.filter((service) => hasAddressIn(service, block)).map(serviceName);
  if (covered.length === 0 || context.podsInside(block).length > 0) return [];
  if (context.nodes.some((node) => isInside(block, node))) return [];
  const message = `ipBlock ${blockText(block)} covers addresses of Services (${namesText(covered)}) and of no pod; rules see the pods behind them`;
  const evidence = { block: blockText(block), services: namesEvidence(covered) };
  return [{ severity: 'medium', message, mend: BACKENDS, evidence }];
}

/** The pods are inside and the Service is not, or the rule has their port and not the Service's. */
function beforeTranslation(block: CompiledBlock, { rule, profile }: RuleSite, context: LintContext): OfBlock {
  if (comparesWith('pods', block, profile) !== 'yes') return [];
  const { services = [], pods = [] } = context;
  return services.flatMap((service) => {
    const behind = podsBehind(service, pods);
    if (service.addresses.length === 0 || !behind.some((pod) => isInside(block, pod))) return [];
    const found = (message: string): OfBlock => [
      { severity: 'medium', message, mend: BOTH, evidence: { block: blockText(block), service: serviceName(service) } },
    ];
    if (!hasAddressIn(service, block)) {
      return found(
        `ipBlock ${blockText(block)} covers pods behind Service ${serviceName(service)} and not its address, by which ${profile.data.title} judges`,
      );
    }
    const numbered = portsOf(rule).flatMap((port) => (port.kind === 'numbers' ? [port] : []));
    const covers = (number: number | undefined) =>
      number !== undefined && numbered.some(({ first, last }) => first <= number && number <= last);
    const missed = service.ports.find(
      (port) => !covers(port.port) && behind.some((pod) => covers(targetNumber(port, pod))),
    );
    if (missed === undefined) return [];
    return found(
      `the rule has the port of the pods behind Service ${serviceName(service)} and not port ${missed.port} of the Service, by which ${profile.data.title} judges beside ipBlock`,
    );
  });
}

function hasAddressIn({ addresses: own }: LintService, { addresses }: CompiledBlock): boolean {
  return own.some((text) => {
    const address = parseAddress(text);
    return address !== undefined && addressSetHas(addresses, address);
  });
}
