// The catalogue of codes: what each diagnostic and finding means and what to do. docs/diagnostics.md is made of it.

import { compareBy } from '../../lib/base/order.ts';
import { LINT_CHECKS } from '../../lib/policy/lint/checks.ts';
import type { CodeEntry } from './code-entry.ts';
import { OF_RECOMMENDATION } from './recommendation-codes.ts';

function entry(code: string, meaning: string, mend: string): CodeEntry {
  return { code, meaning, mend };
}

/** About input: a code, a place and a mend are printed with each. */
export const DIAGNOSTICS: readonly CodeEntry[] = [
  entry(
    'cluster-not-readable',
    'what a snapshot cannot do without, pods, namespaces or the policies of an API, cannot be listed',
    'allow it, as infra/kubernetes/base/cluster-role.yaml does',
  ),
  entry(
    'duplicate-key',
    'a JSON or YAML object has a key twice; nothing of the document is used',
    'correct the document: readers disagree on which of the two counts',
  ),
  entry(
    'empty-window',
    'no record of a flow log lies in the window: nothing is known of the traffic',
    'check that the flow log delivers, and that its objects are ingested',
  ),
  entry(
    'flow-log-format',
    'a declared format names something that is no field',
    'give `--format` the field names in column order',
  ),
  entry(
    'flow-log-missing-field',
    'the format lacks a field without which records say nothing; none of the object is used',
    'create the flow log anew with the fields named; AWS cannot change the format of one that exists',
  ),
  entry(
    'flow-log-no-header',
    'the first line is no header and no format was declared; none of the object is used',
    "declare the columns with `--format`, as the flow log's LogFormat has them",
  ),
  entry(
    'flow-log-repeated-field',
    'the format names a field twice; none of the object is used',
    'name each field once',
  ),
  entry('json-syntax', 'a file that begins like JSON is none', 'export it again; it may be cut off'),
  entry(
    'kind-left-out',
    'objects of a kind that improve the answer cannot be listed; the snapshot is made without them',
    'allow the verb list on them',
  ),
  entry(
    'not-an-object',
    'a document is no Kubernetes object and is left out',
    'give objects with `apiVersion` and `kind`',
  ),
  entry(
    'object-archived',
    'a log object is in an archive tier and was not read; the summary says so, and the object is read once it can be',
    'restore it with `aws s3api restore-object`, then read it again',
  ),
  entry(
    'object-damaged',
    'a log object fails its checksum or is no Parquet, or a Kubernetes object has a value that cannot be; it is left out',
    'fetch or export it again',
  ),
  entry(
    'object-gone',
    'a log object was deleted after it was listed; nothing of it is used',
    'nothing, or read the location again',
  ),
  entry(
    'object-kills-reader',
    'reading a log object ended the function each time; none of it is used',
    'look at its size and content; give the function more memory or time, and ingest it again',
  ),
  entry('page-not-built', 'the review page is missing from the checkout', 'run `npm run build:web`'),
  entry('policy-duplicate', 'two policies have the same namespace and name; the last one counts', 'keep one of them'),
  entry(
    'policy-for-hosts',
    'a Calico policy has `doNotTrack` or `preDNAT`, which are meant for host endpoints; verdicts of pods that it selects are unknown',
    'let its selector name host endpoints only',
  ),
  entry(
    'policy-host-bits',
    'a CIDR has bits outside its prefix; it is read as the block around it',
    'write the block that the message names',
  ),
  entry(
    'policy-inert-rules',
    'a policy has rules of a direction that its `policyTypes` leave out: they do nothing',
    'add the direction to `policyTypes`, or remove the rules',
  ),
  entry(
    'policy-invalid-value',
    'a policy has a value that the API does not accept; verdicts in its reach are unknown',
    'write what the message asks for',
  ),
  entry(
    'policy-missing-field',
    'a policy lacks a field that the API requires; verdicts in its reach are unknown',
    'add the field',
  ),
  entry(
    'policy-name-refused',
    'a policy has a name that the API server refuses; it is evaluated as it is written',
    'use lower-case letters, digits, `-` and `.`',
  ),
  entry(
    'policy-namespace-missing',
    'a policy names no namespace; it is taken as one of `default`',
    'write `metadata.namespace`',
  ),
  entry(
    'policy-no-rules',
    'a Cilium policy has no rule in any section; Cilium refuses it, and it does nothing',
    'write an empty rule, `[{}]`, in a section to isolate its direction',
  ),
  entry(
    'policy-not-evaluated',
    'a document is of a kind or API that is not evaluated; where the dataplane may enforce it, verdicts in its reach are unknown',
    'leave it out, or expect verdicts that do not know of it',
  ),
  entry(
    'policy-staged',
    'a staged policy of Calico previews and does not enforce; no verdict knows of it',
    'ask `check` or `evaluate` with `--staged` what it would do',
  ),
  entry(
    'policy-tier-missing',
    'a Calico policy stands in a tier whose Tier object is not given, cannot be read or shares the order of a built-in tier; verdicts in its reach are unknown',
    'export the tiers beside the policies (`kubectl get tiers.crd.projectcalico.org`)',
  ),
  entry('policy-too-deep', 'a policy is nested deeper than Kubernetes accepts', 'remove it or write it anew'),
  entry(
    'policy-unknown-field',
    'a policy has a field that the API does not know; verdicts in its reach are unknown',
    'correct the spelling; the message lists the fields that exist there',
  ),
  entry('port-refused', '`serve` cannot listen on its port', 'name another with `--port`, or 0 for any that is free'),
  entry(
    'report-damaged',
    'a report file lacks something that its tables promise',
    'make the report anew with `flowfence analyze`',
  ),
  entry(
    'report-unreadable',
    'a file is no report, or another program has it open',
    'name a file that `flowfence analyze` wrote, and close it elsewhere',
  ),
  entry(
    'snapshot-incomplete',
    'a snapshot has no pods or no namespaces',
    'export both, of all namespaces (`kubectl get pods,namespaces,… -A`)',
  ),
  entry(
    'snapshot-without-pods',
    'a snapshot without pods is left out: it would make every pod vanish',
    'export it again; check that the account may list pods of all namespaces',
  ),
  entry(
    'summary-of-another-version',
    'the stored summary of a log object was written by another version and is not used',
    'ingest the object again: a backfill does so for all',
  ),
  entry('unusable-input', 'the run cannot begin with this input', 'do what the line says; nothing was written'),
  entry('yaml-syntax', 'a YAML document cannot be read', 'correct it, or export it with `-o json`'),
  entry('yaml-too-large', 'a YAML file is larger than what is read', 'export it with `-o json`'),
  entry(
    'yaml-unreadable',
    'a YAML document is nested too deep, or grows out of bounds when its aliases are followed',
    'write it without deep nesting and with few aliases',
  ),
];

const OF_CLUSTER: readonly CodeEntry[] = [
  entry(
    'allowed-beyond-observed',
    'the recommendation allows something that nobody used',
    'read the list in `verification.beyond`; give the workloads labels that tell them apart',
  ),
  entry(
    'dataplane-detected',
    'what `--dataplane auto` took for the dataplane, and why',
    'name the dataplane where you know better',
  ),
  entry(
    'dataplane-kernel',
    "nodes have a kernel older than the dataplane's policies need",
    'move to newer nodes; the message says what becomes of policies on these',
  ),
  entry(
    'dataplane-node-kind',
    'nodes are of a kind on which the dataplane enforces no policies, or another one does (exclusive-ENI, virtual, Fargate)',
    'run pods that policies must hold elsewhere, or name both dataplanes',
  ),
  entry(
    'dataplane-node-system',
    "nodes run a system that the dataplane's policies are not documented for",
    'run pods that policies must hold on a supported system; verdicts there are unknown',
  ),
  entry(
    'dataplane-node-unlisted',
    '`--dataplane` names nodes that the export does not list',
    'correct the names, or export nodes as well',
  ),
  entry(
    'dataplane-not-seen',
    'conditions for policies to work that no export shows, or that this one does not',
    'check them in the cluster; answer with the keys of `--dataplane` that the message names',
  ),
  entry(
    'dataplane-policies-inert',
    'the dataplane accepts policies and enforces none',
    'add a policy engine, or choose a network plugin that has one',
  ),
  entry(
    'dataplane-policies-off',
    'network policies are switched off: everything is allowed',
    'switch them on, then write `policies=on` or leave the key out',
  ),
  entry(
    'dataplane-restart-pending',
    'nodes were not restarted, or not reset, since policies were switched on or the cluster was upgraded',
    'restart or reset them',
  ),
  entry(
    'dataplane-runtime-class',
    'pods are secure containers, which policies do not cover',
    'run pods that policies must hold in common containers',
  ),
  entry(
    'dataplane-size',
    'the cluster is larger than the dataplane is supported for',
    'move to a dataplane that is supported for this size',
  ),
  entry(
    'dataplane-standalone-pod',
    'pods without an owner, to which the dataplane applies no policies',
    'let a Deployment or the like make them',
  ),
  entry(
    'dataplane-version-gate',
    'rules of a direction do nothing before a version that the cluster has not reached',
    'upgrade before you rely on them',
  ),
  entry(
    'dataplane-version-unknown',
    'what the dataplane does turns on a version that is not known; verdicts that depend on it are unknown',
    'write `NAME@VERSION` or `kubernetes=VERSION` with `--dataplane`',
  ),
  entry(
    'dns-not-found',
    'the newest snapshot shows no DNS Service with pods; the conventional selector is used',
    'check that `k8s-app=kube-dns` in `kube-system` selects your DNS pods before you apply',
  ),
  entry(
    'fragile-selector',
    'a workload is told apart only by a label that differs between installations or changes at failover',
    'give it a label of its own',
  ),
  entry(
    'gap-in-logs',
    'no interface wrote a row for a while',
    'look for the missing objects; what happened then is not known',
  ),
  entry(
    'host-network',
    'pods on the network of their nodes: no policy selects them, and peers name them by node address',
    'know that the rules follow the nodes of today',
  ),
  entry(
    'indistinguishable-workloads',
    'workloads without a label that tells them apart share a policy, and each may do what any of them needs',
    'give them a label of their own',
  ),
  entry(
    'insufficient-evidence',
    'no connection of the workload was kept; that does not mean that it needs none',
    'analyze a longer window before you enforce its namespace',
  ),
  entry(
    'kept-not-allowed',
    'the recommendation fails to allow what it keeps: a defect of flowfence',
    'do not apply it; report the defect',
  ),
  entry(
    'late-snapshots',
    'the records begin more than 15 minutes before the first snapshot; pods that had ended by then are unknown',
    'take snapshots from before the window, or set `--from`',
  ),
  entry('malformed-lines', 'lines of an object were left out', 'see table `malformed` for place, reason and text'),
  entry(
    'node-egress',
    'nodes talk to outside addresses; where the CNI replaces pod addresses on the way out, some of it is pod traffic',
    'add these destinations by hand before you enforce egress',
  ),
  entry(
    'open-selector',
    'the pods carry no stable label of their own; workloads still to come may be selected with them',
    'give them a label',
  ),
  entry(
    'policy-budget',
    'what it took, or would take, to stay within `--max-policies`',
    'raise the budget; rules are never widened to meet it',
  ),
  entry(
    'port-limit',
    'rules name more ports for one peer than the dataplane takes: connections on the others are blocked',
    'join neighbouring ports to ranges (endPort), or leave the ports out for this peer',
  ),
  entry(
    'rule-not-needed',
    'an entry of a recommended rule breaks nothing when it is removed: a defect of flowfence',
    'report the defect',
  ),
  entry(
    'scan',
    'a client knocked at ten or more servers and ports that never answered',
    'find out what it is; `evidence.allowed` lists the connections that did answer and are allowed',
  ),
  entry(
    'service-address-on-the-wire',
    'a Service address was not translated before the interface',
    'look for a Service without endpoints, or a node without kube-proxy',
  ),
  entry(
    'skipped-records',
    'the cloud saw traffic and did not write it (SKIPDATA)',
    'take it as missing evidence; one such row can stand for many records',
  ),
  entry(
    'sparse-snapshots',
    'more than 15 minutes lie between two snapshots; pods that lived in between are unknown',
    'export one every five to ten minutes',
  ),
  entry(
    'stale-snapshots',
    'the records go on for more than 15 minutes after the newest snapshot, and its pods are taken to go on as well',
    'take a newer snapshot, or set `--to`',
  ),
  entry(
    'substituted-addresses',
    'the log format hides one side of each record behind the interface',
    'create the flow log anew with `pkt-srcaddr` and `pkt-dstaddr`',
  ),
  entry(
    'unknown-verdict',
    'nobody can say whether the current policies allow an observed connection',
    'read the reason: a side without one owner, a policy that cannot be read, a label that is not known',
  ),
  entry(
    'weak-evidence',
    'connections were kept, on demand of `--min-evidence port-range`, although client and server are a guess',
    'read the list before you apply',
  ),
  entry(
    'widened-blocks',
    'what `--cidr-prefix` opens beyond the observed addresses',
    'ask for a longer prefix, or accept the price',
  ),
  entry(
    'would-be-blocked',
    'the current policies would block an observed connection',
    'ask `flowfence explain` for the rule; then mend the policy, or the traffic',
  ),
];

/** What lint finds of policies is told where it is found; some codes are diagnostics of reading as well. */
const OF_LINT = LINT_CHECKS.filter(({ code }) => DIAGNOSTICS.every((diagnostic) => diagnostic.code !== code)).map(
  ({ code, means, mend }) => entry(code, means, mend),
);

/** About the cluster: in the report's `findings`, beside the diagnostics of its input. */
export const FINDINGS: readonly CodeEntry[] = [...OF_CLUSTER, ...OF_RECOMMENDATION, ...OF_LINT].sort(
  compareBy(({ code }) => code),
);
