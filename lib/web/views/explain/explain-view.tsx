// Why one connection is allowed or blocked, rule by rule.
import { counted } from '../../../report/words.ts';
import type { ViewProps } from '../view.ts';

export function ExplainView({ model }: ViewProps) {
  return <p class="empty">{counted(model.connections.length, 'connection')}. This view is not built yet.</p>;
}
