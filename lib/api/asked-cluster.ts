// Questions about policies in the cluster of a report: its dataplane and its policies, or why there is no answer.
import type { CompiledPolicies } from '../policy/compiled.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import { compileInReport, dataplaneInReport, manifestDocuments } from '../report/asked-policies.ts';
import type { ReportDocument } from '../report/document.ts';
import type { PolicyDocument } from '../sources/kubernetes-objects.ts';
import { Refused } from './problem.ts';

export type PolicySetName = 'current' | 'recommended';

export function reportedPolicies({ policies }: ReportDocument, set: PolicySetName): readonly PolicyDocument[] {
  return manifestDocuments(policies[set], `${set} policies`);
}

export interface AskedCluster {
  readonly policies: CompiledPolicies;
  readonly dataplane: Dataplane;
}

export function askCluster(document: ReportDocument, policies: readonly PolicyDocument[]): AskedCluster {
  const found = dataplaneInReport(document);
  if (found.kind === 'unusable')
    throw new Refused(422, `the dataplane of the report is not known here: ${found.message}`);
  return { policies: compileInReport(document, policies), dataplane: found.dataplane };
}
