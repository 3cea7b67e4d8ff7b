// What a draft of policies would block of what was observed.
import { counted } from '../../../report/words.ts';
import type { ViewProps } from '../view.ts';

export function WhatIfView({ model }: ViewProps) {
  return (
    <p class="empty">
      {counted(model.currentPolicies.length, 'current policy', 'current policies')}. This view is not built yet.
    </p>
  );
}
