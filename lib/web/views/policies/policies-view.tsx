// The recommended policies and what each rule is for.
import { counted } from '../../../report/words.ts';
import type { ViewProps } from '../view.ts';

export function PoliciesView({ model }: ViewProps) {
  return (
    <p class="empty">
      {counted(model.recommendedPolicies.length, 'recommended policy', 'recommended policies')}. This view is not built
      yet.
    </p>
  );
}
