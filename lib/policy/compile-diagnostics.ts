// What compiling has to say about policy documents: why one is unreadable, and what in a readable one surprises.
import type { Diagnostic } from '../base/diagnostic.ts';
import type { PolicyDocument } from '../sources/kubernetes-objects.ts';
import type { Problem } from './apis/manifest-reader.ts';
import type { NetworkPolicy } from './apis/networking-v1.ts';
import type { IpBlock } from './apis/networking-v1-rule.ts';
import { isServedName } from './apis/object-meta.ts';
import type { CompiledPolicy } from './compiled.ts';
import type { Direction } from './model.ts';

const DIRECTIONS: readonly Direction[] = ['ingress', 'egress'];

/** One for each problem; the verdicts that the policy could touch are unknown. */
export function unreadableDiagnostics(
  { place }: PolicyDocument,
  name: string,
  problems: readonly Problem[],
): readonly Diagnostic[] {
  return problems.map(({ code, message, mend }) => ({
    code,
    level: 'error',
    message: `${titleOf(name)} cannot be read: ${message}`,
    place,
    mend: `${mend}; until then verdicts in its reach are unknown`,
  }));
}

/** An object of another API, which no verdict knows of. */
export function notEvaluatedDiagnostic(
  { place }: PolicyDocument,
  { level, message }: Pick<Diagnostic, 'level' | 'message'>,
): Diagnostic {
  const mend = 'leave it out, or expect verdicts that do not know of it';
  return { code: 'policy-not-evaluated', level, message, place, mend };
}

/** A policy of an API that is not evaluated and that the dataplane may enforce. */
export function notEvaluatedPolicyDiagnostic({ place }: PolicyDocument, name: string): Diagnostic {
  const message = `${name} is not evaluated: verdicts in its reach are unknown where the dataplane may enforce it`;
  const mend = 'name the dataplane, or leave the policy out if nothing enforces it';
  return { code: 'policy-not-evaluated', level: 'warning', message, place, mend };
}

/** A block is used without the bits outside its prefix. */
export function hostBitsDiagnostic(
  { place }: PolicyDocument,
  name: string,
  { text, used }: { readonly text: string; readonly used: string },
): Diagnostic {
  const message = `${titleOf(name)} has the block ${text} with bits outside its prefix, used as ${used}`;
  return { code: 'policy-host-bits', level: 'warning', message, place, mend: `write ${used}` };
}

/** Names of other APIs have their kind in them. */
function titleOf(name: string): string {
  return name.includes(' ') ? name : `NetworkPolicy ${name}`;
}

export function duplicateDiagnostic({ place }: PolicyDocument, name: string): Diagnostic {
  return {
    code: 'policy-duplicate',
    level: 'warning',
    message: `${titleOf(name)} is given more than once, the last one counts`,
    place,
    mend: 'keep one of them',
  };
}

export function policyDiagnostics(
  { place }: PolicyDocument,
  policy: CompiledPolicy,
  written: NetworkPolicy,
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const subject = `NetworkPolicy ${policy.name}`;
  if (written.namespace === undefined) {
    const message = `${subject} names no namespace and is taken as one of ${policy.namespace ?? ''}`;
    const mend = 'write metadata.namespace';
    diagnostics.push({ code: 'policy-namespace-missing', level: 'info', message, place, mend });
  }
  if (!isServedName(written.name)) {
    const message = `${subject} has a name that the API server refuses; it is evaluated as it is written`;
    const mend = 'use lower-case letters, digits, - and .';
    diagnostics.push({ code: 'policy-name-refused', level: 'warning', message, place, mend });
  }
  for (const direction of DIRECTIONS) {
    const section = policy.sections[direction];
    if (section.declared || section.rules.length === 0) continue;
    const message = `${subject} has ${direction} rules that do nothing, because policyTypes leaves the direction out`;
    const mend = 'add the direction to policyTypes or remove the rules';
    diagnostics.push({ code: 'policy-inert-rules', level: 'warning', message, place, mend });
  }
  const hostBits = maskedCidrs(written).map((block) =>
    hostBitsDiagnostic({ place, manifest: undefined }, policy.name, block),
  );
  return [...diagnostics, ...hostBits];
}

function maskedCidrs(written: NetworkPolicy): readonly { readonly text: string; readonly used: string }[] {
  const rules = [...(written.ingress ?? []), ...(written.egress ?? [])];
  const peers = rules.flatMap((rule) => rule.peers ?? []);
  return peers.filter((peer): peer is IpBlock => peer.kind === 'ip-block').flatMap((block) => block.masked);
}
