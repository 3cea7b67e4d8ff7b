// The catalogue of codes: what each diagnostic and finding means. docs/diagnostics.md is made of it.

export interface CodeEntry {
  readonly code: string;
  readonly meaning: string;
}

/** About input: a code, a place and a mend are printed with each. */
export const DIAGNOSTICS: readonly CodeEntry[] = [
  { code: 'duplicate-key', meaning: 'a JSON or YAML object has a key twice; nothing of the document is used' },
  { code: 'flow-log-format', meaning: 'a declared format names something that is no field' },
  { code: 'flow-log-missing-field', meaning: 'the format lacks a field without which records say nothing' },
  { code: 'flow-log-no-header', meaning: 'the first line is no header and no format was declared' },
  { code: 'flow-log-repeated-field', meaning: 'the format names a field twice' },
  { code: 'json-syntax', meaning: 'a file that begins like JSON is none' },
  { code: 'not-an-object', meaning: 'a document is no Kubernetes object' },
  { code: 'object-damaged', meaning: 'a log object or a Kubernetes object cannot be read and is left out' },
  { code: 'policy-duplicate', meaning: 'two policies have the same namespace and name; the last one counts' },
  { code: 'policy-host-bits', meaning: 'a CIDR has host bits set; it is read as the block around it' },
  { code: 'policy-inert-rules', meaning: 'a policy has rules of a direction that its policyTypes leave out' },
  { code: 'policy-invalid-value', meaning: 'a policy has a value that the API does not accept' },
  { code: 'policy-missing-field', meaning: 'a policy lacks a field that the API requires' },
  { code: 'policy-namespace-missing', meaning: 'a policy names no namespace; it is taken as in `default`' },
  { code: 'policy-not-evaluated', meaning: 'a document is of a kind that is not evaluated' },
  { code: 'policy-too-deep', meaning: 'a policy is nested deeper than Kubernetes accepts' },
  { code: 'policy-unknown-field', meaning: 'a policy has a field that the API does not know' },
  { code: 'report-damaged', meaning: 'a report file lacks something that its tables promise' },
  { code: 'report-unreadable', meaning: 'a file is no report, or another program has it open' },
  { code: 'snapshot-incomplete', meaning: 'a snapshot has no pods or no namespaces' },
  { code: 'snapshot-without-pods', meaning: 'a snapshot without pods is left out: it would make every pod vanish' },
  { code: 'unusable-input', meaning: 'the run cannot begin with this input' },
  { code: 'yaml-syntax', meaning: 'a YAML document cannot be read' },
  { code: 'yaml-too-large', meaning: 'a YAML file is larger than what is read' },
  { code: 'yaml-unreadable', meaning: 'a YAML document grows out of bounds when its aliases are followed' },
];

/** About the cluster: in the report's `findings`, beside the diagnostics of its input. */
export const FINDINGS: readonly CodeEntry[] = [
  { code: 'allowed-beyond-observed', meaning: 'the recommendation allows something that nobody used' },
  { code: 'dns-not-found', meaning: 'the snapshot shows no DNS pods; the conventional selector is used' },
  { code: 'fragile-selector', meaning: 'a workload is told apart only by a label that differs between installations' },
  { code: 'gap-in-logs', meaning: 'no interface wrote a row for a while' },
  { code: 'host-network', meaning: 'pods on the network of their nodes are not selected by policies' },
  { code: 'indistinguishable-workloads', meaning: 'workloads without a label that tells them apart share a policy' },
  { code: 'insufficient-evidence', meaning: 'a workload was never seen in traffic; that does not mean it needs none' },
  { code: 'kept-not-allowed', meaning: 'the recommendation fails to allow what it keeps: a defect, please report it' },
  { code: 'late-snapshots', meaning: 'the records begin well before the first snapshot' },
  { code: 'malformed-lines', meaning: 'lines of an object were left out' },
  { code: 'node-egress', meaning: 'nodes talk to outside addresses; some of it may be pods behind SNAT' },
  {
    code: 'open-selector',
    meaning: 'a workload has no stable label at all; its selector is everything in the namespace',
  },
  { code: 'policy-budget', meaning: 'what it took, or would take, to stay within `--max-policies`' },
  {
    code: 'rule-not-needed',
    meaning: 'a recommended entry breaks nothing when it is removed: a defect, please report it',
  },
  { code: 'scan', meaning: 'a client knocked at many doors that never answered' },
  { code: 'service-address-on-the-wire', meaning: 'a Service address was not translated before the interface' },
  { code: 'skipped-records', meaning: 'the cloud saw traffic and did not write it (SKIPDATA)' },
  { code: 'sparse-snapshots', meaning: 'a long time between two snapshots' },
  { code: 'stale-snapshots', meaning: 'the records go on well after the newest snapshot' },
  { code: 'substituted-addresses', meaning: 'the log format hides pod addresses' },
  { code: 'unknown-verdict', meaning: 'nobody can say whether the current policies allow an observed connection' },
  { code: 'weak-evidence', meaning: 'connections were left out because client and server are a guess' },
  { code: 'widened-blocks', meaning: 'what `--cidr-prefix` opens beyond the observed addresses' },
  { code: 'would-be-blocked', meaning: 'the current policies would block an observed connection' },
];
