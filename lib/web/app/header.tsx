// What the report is about, above every view: cluster, window, dataplane; and the choice of theme.
import type { ReportDocument } from '../../report/document.ts';
import { Name } from '../components/name.tsx';
import { Time } from '../components/time.tsx';
import { useUrlState } from '../state/location.ts';
import { THEMES, themeField } from './theme.ts';

const FIELDS = { theme: themeField };

export function Header({ document }: { readonly document: ReportDocument }) {
  return (
    <header class="page-head">
      <strong>flowfence</strong>
      <dl class="facts">
        <div>
          <dt>cluster</dt>
          <dd>
            <Name text={document.cluster} />
          </dd>
        </div>
        <div>
          <dt>window</dt>
          <dd>
            <Time text={document.window.from} /> to <Time text={document.window.to} /> UTC
          </dd>
        </div>
        <div>
          <dt>dataplane</dt>
          <dd>
            <Name text={document.dataplane} />
          </dd>
        </div>
      </dl>
      <ThemeChoice />
    </header>
  );
}

function ThemeChoice() {
  const { values, set } = useUrlState(FIELDS);
  return (
    <label class="no-print">
      theme{' '}
      <select value={values.theme} onChange={(event) => set({ theme: themeField.parse(event.currentTarget.value) })}>
        {THEMES.map((theme) => (
          <option key={theme} value={theme}>
            {theme}
          </option>
        ))}
      </select>
    </label>
  );
}
