// Search, namespace and chips that say how many connections each choice would show.
import type { ComponentChildren } from 'preact';
import { grouped } from '../../../report/words.ts';
import { SearchBox } from '../../components/search-box.tsx';
import { FACET_NAMES, FACETS, type FacetName } from './connection-facets.ts';
import type { FacetChoices, FacetCounts } from './connection-filter.ts';

export interface FilterBarProps {
  readonly search: string;
  readonly namespace: string;
  readonly namespaces: readonly string[];
  readonly choices: FacetChoices;
  readonly counts: FacetCounts;
  /** Buttons after the filters. */
  readonly children: ComponentChildren;
  readonly onSearch: (search: string) => void;
  readonly onNamespace: (namespace: string) => void;
  readonly onChoices: (facet: FacetName, choices: readonly string[]) => void;
}

const FOLDED: readonly FacetName[] = FACET_NAMES.filter((name) => name !== 'verdict');

export function FilterBar(props: FilterBarProps) {
  const { search, namespace, namespaces, choices, onSearch, onNamespace } = props;
  const active = FOLDED.filter((name) => choices[name].length > 0).length;
  return (
    <search class="connection-filters no-print">
      <div class="filters">
        <SearchBox label="Search" value={search} onChange={onSearch} placeholder="name, address or port" />
        <label>
          Namespace{' '}
          <select value={namespace} onChange={(event) => onNamespace(event.currentTarget.value)}>
            <option value="">any</option>
            {namespace === '' || namespaces.includes(namespace) ? null : <option value={namespace}>{namespace}</option>}
            {namespaces.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {props.children}
      </div>
      <Chips name="verdict" {...props} />
      <details open={active > 0}>
        <summary>More filters{active === 0 ? '' : ` (${active} in use)`}</summary>
        {FOLDED.map((name) => (
          <Chips key={name} name={name} {...props} />
        ))}
      </details>
    </search>
  );
}

function Chips({ name, choices, counts, onChoices }: FilterBarProps & { readonly name: FacetName }) {
  const { title, choices: all, wordOf = (choice) => choice } = FACETS[name];
  const chosen = choices[name];
  return (
    <fieldset class="chips">
      <legend>{title}</legend>
      {all.map((choice) => {
        const isOn = chosen.includes(choice);
        const count = counts[name].get(choice) ?? 0;
        const next = isOn ? chosen.filter((each) => each !== choice) : [...chosen, choice];
        return (
          <button
            key={choice}
            type="button"
            class={count === 0 ? 'chip chip-empty' : 'chip'}
            aria-pressed={isOn}
            onClick={() => onChoices(name, next)}
          >
            {wordOf(choice)} <span class="chip-count">{grouped(count)}</span>
          </button>
        );
      })}
    </fieldset>
  );
}
