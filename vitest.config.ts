// How the tests run: in process, two workers, coverage of the pure stages with a floor.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // A broken promise shows at once; a busy machine must not look like one.
    testTimeout: 180_000,
    hookTimeout: 300_000,
    // Of a second by default, which a busy machine takes for one redraw.
    expect: { poll: { timeout: 60_000 } },
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/web/run-folder-setup.ts'],
    maxWorkers: 2,
    coverage: {
      provider: 'v8',
      // lib/web runs in a browser, where test/web drives it: what Node sees of it would count for nothing.
      include: ['lib/{base,net,sources,identity,connections,policy,recommendation,report}/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { lines: 96, functions: 96, statements: 96, branches: 90 },
    },
  },
});
