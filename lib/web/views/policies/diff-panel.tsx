// What changes in the text of a namespace's policies: from the current ones to the recommended.
import { counted } from '../../../report/words.ts';
import { YamlLine } from '../../components/yaml-lines.tsx';
import type { Model } from '../../data/model.ts';
import type { ModelPolicy } from '../../data/model-policies.ts';
import { policiesYaml } from '../../data/policy-yaml.ts';
import { type DiffLine, lineDiff } from './line-diff.ts';
import { yamlOf } from './policy-list.tsx';

export function DiffPanel({ model, policy }: { readonly model: Model; readonly policy: ModelPolicy }) {
  const same = model.currentPolicyByName.get(policy.id);
  const { namespace } = policy;
  const current = model.currentPolicies.filter((each) => each.namespace === namespace);
  const recommended = model.recommendedPolicies.filter((each) => each.namespace === namespace);
  return (
    <>
      <h3>This policy</h3>
      {same === undefined ? (
        <p>
          No current policy is called <bdi>{policy.id}</bdi>: all of it is new.
        </p>
      ) : (
        <Lines
          label="Lines of this policy"
          lines={lineDiff(policiesYaml([same.manifest]), policiesYaml([policy.manifest]))}
        />
      )}
      <h3>
        The namespace <bdi>{namespace}</bdi>
      </h3>
      <p class="quiet">
        {counted(current.length, 'current policy', 'current policies')} as if replaced by{' '}
        {counted(recommended.length, 'recommended one', 'recommended ones')}.
      </p>
      <Lines label="Lines of the namespace" lines={lineDiff(yamlOf(current), yamlOf(recommended))} />
    </>
  );
}

const SIGNS = { same: ' ', removed: '−', added: '+' } as const;
const WORDS = { same: '', removed: 'removed: ', added: 'added: ' } as const;

function Lines({ label, lines }: { readonly label: string; readonly lines: readonly DiffLine[] }) {
  if (lines.every(({ kind }) => kind === 'same' || kind === 'gap')) return <p>No line changes.</p>;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a scrolling part must be a named region that the keyboard can reach.
    <div
      class="diff"
      role="region"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows scroll it, which needs focus.
      tabIndex={0}
    >
      <pre class="yaml">
        <code>
          {lines.map((line, index) =>
            line.kind === 'gap' ? (
              <span key={index} class="diff-gap">
                {`… ${counted(line.count, 'equal line')}\n`}
              </span>
            ) : (
              <span key={index} class={`diff-line diff-${line.kind}`}>
                <span class="diff-sign" aria-hidden="true">
                  {SIGNS[line.kind]}{' '}
                </span>
                <span class="hidden-visually">{WORDS[line.kind]}</span>
                <YamlLine line={line.text} />
              </span>
            ),
          )}
        </code>
      </pre>
    </div>
  );
}
