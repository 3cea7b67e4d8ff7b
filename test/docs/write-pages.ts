// `npm run docs`: writes the generated pages.
import { writeFileSync } from 'node:fs';
import { diagnosticsPage, reportPage } from './pages.ts';

writeFileSync('docs/diagnostics.md', diagnosticsPage());
writeFileSync('docs/report.md', reportPage());
