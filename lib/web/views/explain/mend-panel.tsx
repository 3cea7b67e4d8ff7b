// What to add so that a blocked connection is allowed: taken from the recommendation, verified, ready to copy.
import type { ReportVerdict } from '../../../report/document.ts';
import { verdictKind } from '../../../report/verdict.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { DownloadButton } from '../../components/download-button.tsx';
import { Name } from '../../components/name.tsx';
import { Panel } from '../../components/panel.tsx';
import { YamlLines } from '../../components/yaml-lines.tsx';
import type { PolicyChoice } from '../../data/explain-address.ts';
import type { Model, ModelConnection } from '../../data/model.ts';
import { policiesYaml } from '../../data/policy-yaml.ts';
import { viewHref } from '../../state/location.ts';
import type { AskedConnection, Mend, PolicySource } from '../../workers/messages.ts';
import { useReply } from '../../workers/use-reply.ts';
import { draft, loadDraft, startDraft, withDocuments } from '../what-if/draft.ts';
import { othersSentence } from './mend-words.ts';

export interface MendPanelProps {
  readonly model: Model;
  readonly connection: AskedConnection;
  readonly verdict: ReportVerdict;
  readonly observed: ModelConnection | undefined;
  readonly policies: PolicySource;
  readonly choice: PolicyChoice;
}

export function MendPanel(props: MendPanelProps) {
  if (verdictKind(props.verdict) !== 'denied') return null;
  return <BlockedPanel {...props} />;
}

function BlockedPanel({ model, connection, observed, policies, choice }: MendPanelProps) {
  const { reply } = useReply(model.document, { kind: 'mend', policies, connection });
  if (reply?.kind !== 'mend') return null;
  const { mend } = reply;
  if (mend.kind === 'none') {
    return (
      <Panel title="What would mend it">
        <p>
          Nothing is proposed: {mend.reason}. {whyNot(observed)}
        </p>
      </Panel>
    );
  }
  const yaml = policiesYaml(mend.policies);
  const tryIt = (): void => {
    if (choice !== 'what-if') void startDraft(model, choice, { more: yaml });
    else loadDraft(model, withDocuments(draft.value?.text ?? '', yaml), draft.value?.start ?? 'current', true);
    location.hash = viewHref('what-if', choice === 'recommended' ? { base: 'recommended' } : {});
  };
  return (
    <Panel
      title="What would mend it"
      actions={
        <span class="actions no-print">
          <CopyButton label="Copy YAML" text={() => yaml} />
          <DownloadButton label="Save" fileName="mend.yaml" mediaType="application/yaml" text={() => yaml} />
          <button type="button" onClick={tryIt}>
            Try it in What if
          </button>
        </span>
      }
    >
      <Verified mend={mend} />
      <YamlLines text={yaml} />
    </Panel>
  );
}

function Verified({ mend }: { readonly mend: Extract<Mend, { kind: 'add' }> }) {
  return (
    <p>
      Add{' '}
      {mend.policies.length === 1 ? 'one policy with one rule' : `${mend.policies.length} policies with one rule each`},
      taken from the recommended{' '}
      {mend.from.map((id, index) => (
        <span key={id}>
          {index === 0 ? '' : ' and '}
          <a href={viewHref('policies', { policy: id })}>
            <Name text={id} />
          </a>
        </span>
      ))}
      . Verified: the connection is allowed then, and {othersSentence(mend.others)}.
    </p>
  );
}

function whyNot(observed: ModelConnection | undefined): string {
  if (observed === undefined) return 'It was never observed, so that no recommendation rests on it.';
  const { leftOut } = observed.observed;
  return leftOut === undefined ? '' : `The recommendation leaves it out: ${leftOut}.`;
}
