// Builds the review page: everything it needs in one HTML file, which `serve` and `export --format html` fill with a report.
import { defineConfig } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';

export default defineConfig({
  root: 'lib/web',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [viteSingleFile({ removeViteModuleLoader: true })],
  build: {
    target: 'es2023',
    outDir: '../../dist/web',
    emptyOutDir: true,
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: { input: 'lib/web/page.html' },
  },
});
