// What is recommended, namespace by namespace, how it was verified, and what it leaves out.
import { counted, grouped } from '../../../report/words.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Name } from '../../components/name.tsx';
import { Panel } from '../../components/panel.tsx';
import { groupedBy, type Model } from '../../data/model.ts';
import {
  type NamespaceRecommendation,
  RECOMMENDATION_STATES,
  type RecommendationState,
  recommendationByNamespace,
} from '../../data/recommendation-state.ts';
import { viewHref } from '../../state/location.ts';

const STATE_WORDS: Readonly<Record<RecommendationState, string>> = {
  recommended: 'recommended',
  'no-evidence': 'no evidence',
  'host-network': 'host network',
  system: 'system namespace',
  none: 'no policy',
};

export function RecommendationPanel({ model }: { readonly model: Model }) {
  const rows = recommendationByNamespace(model);
  return (
    <Panel
      title={`Recommended: ${counted(model.recommendedPolicies.length, 'policy', 'policies')}`}
      actions={<a href={viewHref('policies')}>All policies</a>}
    >
      {model.recommendedPolicies.length === 0 ? null : <Verification model={model} />}
      {rows.length === 0 ? <EmptyState total={0} noun="workload" /> : <StateTable rows={rows} />}
      <LeftOut model={model} />
    </Panel>
  );
}

function Verification({ model }: { readonly model: Model }) {
  const { kept, keptAllowed, rules, rulesNeeded, allowedBeyondObserved, beyond } = model.document.verification;
  return (
    <>
      <p>
        Verified: they allow {grouped(keptAllowed)} of the {counted(kept, 'connection')} to keep, {grouped(rulesNeeded)}{' '}
        of their {counted(rules, 'rule')} are needed, and they allow {grouped(allowedBeyondObserved)} beyond what was
        observed.
      </p>
      {beyond.length === 0 ? null : (
        <ul>
          {beyond.map((text) => (
            <li key={text}>
              <Name text={text} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function StateTable({ rows }: { readonly rows: readonly NamespaceRecommendation[] }) {
  const states = RECOMMENDATION_STATES.filter((state) => rows.some(({ workloads }) => workloads[state].length > 0));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a scrolling part must be a named region that the keyboard can reach.
    <div
      class="table-scroll states"
      role="region"
      aria-label="Workloads by namespace"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows scroll it, which needs focus.
      tabIndex={0}
    >
      <table>
        <caption class="hidden-visually">Workloads by namespace and by what the recommendation did for them</caption>
        <thead>
          <tr>
            <th scope="col">namespace</th>
            <th scope="col" class="numeric">
              policies
            </th>
            {states.map((state) => (
              <th key={state} scope="col" class="numeric">
                {STATE_WORDS[state]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ namespace, policies, workloads }) => (
            <tr key={namespace}>
              <th scope="row">
                <Name text={namespace} />
              </th>
              <td class="numeric">{grouped(policies)}</td>
              {states.map((state) => (
                <td key={state} class="numeric">
                  {grouped(workloads[state].length)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Connections that the recommendation does not keep, by reason. */
function LeftOut({ model }: { readonly model: Model }) {
  const left = model.connections.filter(({ observed }) => !observed.kept);
  const groups = groupedBy(left, ({ observed }) => [observed.leftOut ?? 'unknown']);
  if (left.length === 0) return null;
  const reasons = [...groups].map(([reason, connections]) => `${grouped(connections.length)} ${reason}`);
  return (
    <p>
      Left out: {counted(left.length, 'connection')} (<Name text={reasons.join(', ')} />
      ). A recommendation never rests on attempts, scans or sides that nobody owns for certain.
    </p>
  );
}
