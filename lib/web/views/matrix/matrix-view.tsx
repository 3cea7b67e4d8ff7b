// Who talks to whom, as a table of namespaces.
import { counted } from '../../../report/words.ts';
import type { ViewProps } from '../view.ts';

export function MatrixView({ model }: ViewProps) {
  return <p class="empty">{counted(model.namespaces.length, 'namespace')}. This view is not built yet.</p>;
}
