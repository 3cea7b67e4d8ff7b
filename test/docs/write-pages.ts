// `npm run docs`: writes the generated pages.
import { writeFileSync } from 'node:fs';
import { DEPLOY_PAGE, deployPage } from './deploy-blocks.ts';
import { openApiPage } from './openapi-page.ts';
import { dataplanesPage, diagnosticsPage, lintPage, reportPage, snapshotsPage } from './pages.ts';

writeFileSync('docs/dataplanes.md', dataplanesPage());
writeFileSync('docs/diagnostics.md', diagnosticsPage());
writeFileSync('docs/lint.md', lintPage());
writeFileSync('docs/report.md', reportPage());
writeFileSync('docs/snapshots.md', snapshotsPage());
writeFileSync('docs/openapi.json', openApiPage());
writeFileSync(DEPLOY_PAGE, deployPage());
