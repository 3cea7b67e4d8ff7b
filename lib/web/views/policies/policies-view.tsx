// The recommended policies and what each rule is for; beside them the current ones, and what a change to the first means.
import { EmptyState } from '../../components/empty-state.tsx';
import type { Model } from '../../data/model.ts';
import type { ModelPolicy } from '../../data/model-policies.ts';
import { useUrlState } from '../../state/location.ts';
import { choiceField, textField } from '../../state/url-fields.ts';
import type { ViewProps } from '../view.ts';
import { POLICY_PARTS, POLICY_SETS, type PolicySetName } from './policies-address.ts';
import { PolicyDetail } from './policy-detail.tsx';
import { PolicyList } from './policy-list.tsx';
import './policies.css';

const FIELDS = {
  set: choiceField(POLICY_SETS),
  policy: textField,
  show: choiceField(POLICY_PARTS),
  q: textField,
};

export function PoliciesView({ model }: ViewProps) {
  const { values, set } = useUrlState(FIELDS);
  const policies = policiesOf(model, values.set);
  const chosen = policies.find(({ id }) => id === values.policy) ?? (values.policy === '' ? policies[0] : undefined);
  return (
    <div class="policies-columns">
      <PolicyList
        model={model}
        policies={policies}
        setName={values.set}
        chosen={chosen}
        search={values.q}
        onSearch={(q) => set({ q })}
        onSet={(name) => set({ set: name, policy: '' })}
      />
      <div class="policy-detail">
        {chosen === undefined ? (
          <Nothing policies={policies} setName={values.set} asked={values.policy} />
        ) : (
          <PolicyDetail
            key={`${values.set} ${chosen.id}`}
            model={model}
            policy={chosen}
            setName={values.set}
            part={values.show}
          />
        )}
      </div>
    </div>
  );
}

function policiesOf(model: Model, name: PolicySetName): readonly ModelPolicy[] {
  return name === 'current' ? model.currentPolicies : model.recommendedPolicies;
}

interface NothingProps {
  readonly policies: readonly ModelPolicy[];
  readonly setName: PolicySetName;
  readonly asked: string;
}

function Nothing({ policies, setName, asked }: NothingProps) {
  if (policies.length > 0) {
    return (
      <p class="empty" role="status">
        There is no {setName} policy <bdi>{asked}</bdi>. Choose one from the list.
      </p>
    );
  }
  return (
    <EmptyState
      total={0}
      noun={`${setName} policy`}
      plural={`${setName} policies`}
      reason={setName === 'current' ? 'Nothing is isolated.' : 'The overview says why.'}
    />
  );
}
