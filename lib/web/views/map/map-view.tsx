// Who talks to whom, namespace by namespace.
import { counted } from '../../../report/words.ts';
import type { ViewProps } from '../view.ts';

export function MapView({ model }: ViewProps) {
  return <p class="empty">{counted(model.namespaces.length, 'namespace')}. This view is not built yet.</p>;
}
