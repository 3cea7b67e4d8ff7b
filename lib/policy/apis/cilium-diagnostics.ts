// What surprises in a readable Cilium policy.
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { PolicyDocument } from '../../sources/kubernetes-objects.ts';
import { hostBitsDiagnostic } from '../compile-diagnostics.ts';
import { maskedBlocks } from './cilium-block.ts';
import type { CiliumObject } from './cilium-object.ts';
import { type CiliumSpec, DIRECTIONS } from './cilium-spec.ts';

interface TitledSpec {
  readonly title: string;
  readonly spec: CiliumSpec;
}

/** In the order of the manifest. */
export function ciliumDiagnostics(
  document: PolicyDocument,
  { name, scope, lacksNamespace, specs }: CiliumObject,
  read: readonly TitledSpec[],
): readonly Diagnostic[] {
  const { place } = document;
  const missing: Diagnostic = {
    code: 'policy-namespace-missing',
    level: 'info',
    message: `${name} names no namespace and is taken as one of ${scope ?? ''}`,
    place,
    mend: 'write metadata.namespace',
  };
  const masked = specs.flatMap(({ value }) => maskedBlocks(value));
  return [
    ...(lacksNamespace ? [missing] : []),
    ...read.flatMap((one) => specDiagnostics(one, document)),
    ...masked.map((block) => hostBitsDiagnostic(document, name, block)),
  ];
}

function specDiagnostics({ title, spec }: TitledSpec, { place }: PolicyDocument): readonly Diagnostic[] {
  const hasRules = DIRECTIONS.some((direction) => spec.sections[direction].declared);
  if (!hasRules) {
    // "rule must have at least one of Ingress, IngressDeny, Egress, EgressDeny" (rule_validation.go, since Cilium 1.17)
    const message = `${title} has no rule in any section, so that Cilium refuses it and it does nothing`;
    const mend = 'write an empty rule, [{}], in a section to isolate its direction';
    return [{ code: 'policy-no-rules', level: 'warning', message, place, mend }];
  }
  if (spec.subjects !== undefined) return [];
  const message = `${title} selects nodes (host firewall), and verdicts about nodes do not know of it`;
  const mend = 'expect it to restrict traffic with nodes and hostNetwork pods';
  return [{ code: 'policy-not-evaluated', level: 'warning', message, place, mend }];
}
