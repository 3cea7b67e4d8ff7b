// The severity of a finding: word and shape, and colour beside them.
import type { Severity } from '../../report/document.ts';

const ICONS: Readonly<Record<Severity, string>> = { high: '▲', medium: '◆', low: '▽', info: '○' };

export function SeverityBadge({ severity }: { readonly severity: Severity }) {
  return (
    <span class={`badge severity-${severity}`}>
      <span aria-hidden="true">{ICONS[severity]}</span> {severity}
    </span>
  );
}
