// The policy's text; beside each rule what it is for and the observed connections that need it.
import { counted } from '../../../report/words.ts';
import { Name } from '../../components/name.tsx';
import { Time } from '../../components/time.tsx';
import { YamlLines } from '../../components/yaml-lines.tsx';
import { explainParameters } from '../../data/explain-address.ts';
import type { Model, ModelConnection } from '../../data/model.ts';
import type { ModelPolicy } from '../../data/model-policies.ts';
import { policiesYaml } from '../../data/policy-yaml.ts';
import { viewHref } from '../../state/location.ts';
import { EVIDENCE_WORDS } from '../connections/detail-words.ts';
import type { PolicySetName } from './policies-address.ts';
import { type RuleEvidence, ruleEvidence } from './rule-evidence.ts';
import { type YamlSegment, yamlSegments } from './yaml-segments.ts';

export interface EvidencePanelProps {
  readonly model: Model;
  readonly policy: ModelPolicy;
  readonly setName: PolicySetName;
}

export function EvidencePanel({ model, policy, setName }: EvidencePanelProps) {
  const segments = yamlSegments(policiesYaml([policy.manifest]));
  const isRecommended = setName === 'recommended';
  return (
    <section class={isRecommended ? 'evidence' : 'evidence plain'} aria-label="YAML and evidence">
      {segments.map((segment, index) => (
        <div key={index} class={`segment segment-${segment.kind}`}>
          <YamlLines text={segment.lines.join('\n')} />
          {isRecommended ? <Beside model={model} policy={policy.id} segment={segment} /> : null}
        </div>
      ))}
      {isRecommended ? null : (
        <p class="quiet">Current policies come from the snapshots: the report keeps no evidence for their rules.</p>
      )}
    </section>
  );
}

interface BesideProps {
  readonly model: Model;
  readonly policy: string;
  readonly segment: YamlSegment;
}

function Beside({ model, policy, segment }: BesideProps) {
  if (segment.kind === 'head') return <Denials model={model} policy={policy} />;
  const { direction, rule } = segment;
  return (
    <aside class="evidence-note" aria-label={`Evidence for ${direction} rule ${rule}`}>
      <p>
        <strong>
          {direction} rule {rule}
        </strong>
      </p>
      <Evidence evidence={ruleEvidence(model, policy, direction, rule)} />
    </aside>
  );
}

/** Default deny has no rule to stand beside. */
function Denials({ model, policy }: Omit<BesideProps, 'segment'>) {
  const denied = (model.usageOf.get(policy) ?? []).filter(({ purpose }) => purpose === 'default-deny');
  if (denied.length === 0) return <div />;
  return (
    <aside class="evidence-note" aria-label="What it is for">
      <p>
        <strong>default deny</strong>: {denied.map(({ direction }) => direction).join(' and ')} of the pods it selects
        is blocked unless a policy allows it.
      </p>
    </aside>
  );
}

/** With more connections the rest is folded. */
const MOST_OPEN = 4;

function Evidence({ evidence: { entries, connections, missing, observed } }: { readonly evidence: RuleEvidence }) {
  if (entries.length === 0) return <p class="quiet">The report says nothing of this rule.</p>;
  if (observed === undefined) {
    const dns = entries.some(({ purpose }) => purpose === 'dns');
    return (
      <p>
        {dns
          ? 'Kept open for DNS, whether it was seen or not: without it nothing finds its servers.'
          : 'No observed connection is named for it.'}
      </p>
    );
  }
  const { records, firstSeen, lastSeen, weakest } = observed;
  return (
    <>
      <p>
        Needed by {counted(connections.length, 'observed connection')}: {counted(records, 'record')},{' '}
        <Time text={firstSeen} /> to <Time text={lastSeen} /> UTC, weakest evidence {weakest}: {EVIDENCE_WORDS[weakest]}
        .
      </p>
      <Connections connections={connections.slice(0, MOST_OPEN)} />
      {connections.length <= MOST_OPEN ? null : (
        <details>
          <summary>{counted(connections.length - MOST_OPEN, 'more connection')}</summary>
          <Connections connections={connections.slice(MOST_OPEN)} />
        </details>
      )}
      {missing === 0 ? null : <p>{counted(missing, 'connection')} named for it that the report does not have.</p>}
    </>
  );
}

function Connections({ connections }: { readonly connections: readonly ModelConnection[] }) {
  return (
    <ul>
      {connections.map(({ id, text, observed }) => (
        <li key={id}>
          <a href={viewHref('explain', explainParameters(observed, 'recommended'))}>
            <Name text={text} />
          </a>{' '}
          <span class="quiet">
            {counted(observed.records, 'record')}, {observed.evidence}
          </span>
        </li>
      ))}
    </ul>
  );
}
