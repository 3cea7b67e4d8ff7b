// The page starts here: reads its report, and shows it or says why it cannot.
import { render } from 'preact';
import './styles/theme.css';
import './styles/base.css';
import './styles/components.css';
import './styles/shell.css';
import { Shell } from './app/shell.tsx';
import { applyTheme } from './app/theme.ts';
import { loadReport } from './data/load-report.ts';
import { buildModel } from './data/model.ts';

async function start(root: HTMLElement): Promise<void> {
  applyTheme(document.documentElement);
  render(<p role="status">Reading the report …</p>, root);
  const loaded = await loadReport(document);
  if (loaded.kind === 'unusable') {
    render(
      <main class="page-main">
        <h1>flowfence</h1>
        <p role="alert">{loaded.message}</p>
      </main>,
      root,
    );
    return;
  }
  render(<Shell model={buildModel(loaded.document)} />, root);
}

const root = document.getElementById('page');
if (root !== null) void start(root);
