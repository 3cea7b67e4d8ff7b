// One policy: its text with evidence, the difference to what is there, and what it means; to copy, save and try.
import { CopyButton } from '../../components/copy-button.tsx';
import { DownloadButton } from '../../components/download-button.tsx';
import { Name } from '../../components/name.tsx';
import type { Model } from '../../data/model.ts';
import type { ModelPolicy } from '../../data/model-policies.ts';
import { policiesYaml } from '../../data/policy-yaml.ts';
import { viewHref } from '../../state/location.ts';
import { startDraft } from '../what-if/draft.ts';
import { DiffPanel } from './diff-panel.tsx';
import { EvidencePanel } from './evidence-panel.tsx';
import { LimitsPanel } from './limits-panel.tsx';
import { MeaningPanel } from './meaning-panel.tsx';
import { POLICY_PARTS, type PolicyPart, type PolicySetName, policyParameters } from './policies-address.ts';
import { yamlOf } from './policy-list.tsx';
import { ZipButton } from './zip-button.tsx';

export interface PolicyDetailProps {
  readonly model: Model;
  readonly policy: ModelPolicy;
  readonly setName: PolicySetName;
  readonly part: PolicyPart;
}

export function PolicyDetail({ model, policy, setName, part }: PolicyDetailProps) {
  const isRecommended = setName === 'recommended';
  const parts = isRecommended ? POLICY_PARTS : (['yaml'] as const);
  const shown = parts.find((each) => each === part) ?? 'yaml';
  return (
    <>
      <h2 class="policy-title">
        <Name text={policy.id} />
      </h2>
      <Actions model={model} policy={policy} setName={setName} />
      {isRecommended ? (
        <nav class="tabs no-print" aria-label="Parts of the policy">
          {POLICY_PARTS.map((each) => (
            <a
              key={each}
              class="tab"
              href={viewHref('policies', policyParameters(setName, policy.id, each))}
              aria-current={each === shown ? 'true' : undefined}
            >
              {PART_WORDS[each]}
            </a>
          ))}
        </nav>
      ) : null}
      {shown === 'yaml' ? <EvidencePanel model={model} policy={policy} setName={setName} /> : null}
      {shown === 'diff' ? <DiffPanel model={model} policy={policy} /> : null}
      {shown === 'meaning' ? <MeaningPanel model={model} namespace={policy.namespace} /> : null}
      {shown === 'yaml' && isRecommended ? <LimitsPanel model={model} policy={policy} /> : null}
    </>
  );
}

const PART_WORDS: Readonly<Record<PolicyPart, string>> = {
  yaml: 'YAML and evidence',
  diff: 'Diff against current',
  meaning: 'What it changes',
};

function Actions({ model, policy, setName }: Omit<PolicyDetailProps, 'part'>) {
  const yaml = () => policiesYaml([policy.manifest]);
  const all = setName === 'current' ? model.currentPolicies : model.recommendedPolicies;
  const here = all.filter(({ namespace }) => namespace === policy.namespace);
  const tryIt = (): void => {
    // Of the same name it would be replaced by the recommended one.
    void startDraft(model, 'current', setName === 'current' ? {} : { without: policy.id, more: yaml() });
    location.hash = viewHref('what-if');
  };
  return (
    <div class="actions no-print">
      <CopyButton label="Copy YAML" text={yaml} />
      <DownloadButton
        label="Save"
        fileName={`${policy.namespace}-${policy.name}.yaml`}
        mediaType="application/yaml"
        text={yaml}
      />
      {here.length < 2 ? null : (
        <DownloadButton
          label={`Save all ${here.length} of the namespace`}
          fileName={`${policy.namespace}.yaml`}
          mediaType="application/yaml"
          text={() => yamlOf(here)}
        />
      )}
      {here.length < 2 || setName === 'current' ? null : (
        <ZipButton model={model} label="as zip" namespace={policy.namespace} />
      )}
      <button type="button" onClick={tryIt}>
        {setName === 'current' ? 'Edit in What if' : 'Try beside the current ones'}
      </button>
    </div>
  );
}
