// The policies of a set by namespace, to search, choose and take away.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { counted, grouped } from '../../../report/words.ts';
import { DownloadButton } from '../../components/download-button.tsx';
import { Name } from '../../components/name.tsx';
import { SearchBox } from '../../components/search-box.tsx';
import { groupedBy, type Model } from '../../data/model.ts';
import type { ModelPolicy } from '../../data/model-policies.ts';
import { policiesYaml } from '../../data/policy-yaml.ts';
import { viewHref } from '../../state/location.ts';
import { POLICY_SETS, type PolicySetName, policyParameters } from './policies-address.ts';
import { ZipButton } from './zip-button.tsx';

export interface PolicyListProps {
  readonly model: Model;
  readonly policies: readonly ModelPolicy[];
  readonly setName: PolicySetName;
  readonly chosen: ModelPolicy | undefined;
  readonly search: string;
  readonly onSearch: (search: string) => void;
  readonly onSet: (name: PolicySetName) => void;
}

/** With more policies only the namespace of the chosen one is open. */
const MOST_OPEN = 60;

export function PolicyList({ model, policies, setName, chosen, search, onSearch, onSet }: PolicyListProps) {
  const list = useRef<HTMLElement>(null);
  useLayoutEffect(() => showCurrent(list.current), [chosen]);
  const wanted = search.trim().toLowerCase();
  const shown = policies.filter(({ id }) => id.toLowerCase().includes(wanted));
  const counts = { recommended: model.recommendedPolicies.length, current: model.currentPolicies.length };
  return (
    <nav ref={list} class="policy-list no-print" aria-label="Policies">
      <div class="policy-list-head">
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset draws a frame around two buttons. */}
        <div role="group" aria-label="Set of policies" class="choices">
          {POLICY_SETS.map((name) => (
            <button key={name} type="button" aria-pressed={name === setName} onClick={() => onSet(name)}>
              {name} ({grouped(counts[name])})
            </button>
          ))}
        </div>
        <SearchBox label="Search" value={search} onChange={onSearch} placeholder="namespace or name" />
        <div class="list-actions">
          <DownloadButton
            label={`Save all ${counted(policies.length, 'policy', 'policies')}`}
            fileName={`${setName}-policies.yaml`}
            mediaType="application/yaml"
            text={() => yamlOf(policies)}
          />
          {setName === 'recommended' && policies.length > 0 ? <ZipButton model={model} label="as zip" /> : null}
        </div>
      </div>
      {shown.length === 0 && policies.length > 0 ? (
        <p class="quiet" role="status">
          No name contains this text.
        </p>
      ) : null}
      {[...groupedBy(shown, ({ namespace }) => [namespace])].map(([namespace, here]) => (
        <details
          key={namespace}
          open={shown.length <= MOST_OPEN || chosen?.namespace === namespace}
          class="policy-group"
        >
          <summary>
            <Name text={namespace} /> <span class="quiet">{here.length}</span>
          </summary>
          <ul>
            {here.map((policy) => (
              <li key={policy.id}>
                <a
                  href={viewHref('policies', { ...policyParameters(setName, policy.id), q: search })}
                  aria-current={policy === chosen ? 'true' : undefined}
                >
                  <Name text={policy.name || '(no name)'} />
                </a>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </nav>
  );
}

/** The list scrolls by itself, below its head; the page stays where it is. */
function showCurrent(list: HTMLElement | null): void {
  const head = list?.querySelector('.policy-list-head')?.getBoundingClientRect();
  const link = list?.querySelector('[aria-current="true"]')?.getBoundingClientRect();
  if (list === null || head === undefined || link === undefined) return;
  const frame = list.getBoundingClientRect();
  if (link.top < head.bottom || link.bottom > frame.bottom) {
    list.scrollTop += link.top - (frame.top + frame.bottom) / 2;
  }
}

export function yamlOf(policies: readonly ModelPolicy[]): string {
  return policiesYaml(policies.map(({ manifest }) => manifest));
}
