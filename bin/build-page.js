// Runs after an install in the checkout: builds the review page where the tools for it are installed.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

if (isInstalled('vite')) {
  const { build } = await import('vite');
  process.chdir(root);
  await build({ logLevel: 'warn' });
} else if (!existsSync(`${root}dist/web/page.html`)) {
  process.stderr.write(
    'flowfence: the review page is not built, as vite is not installed (a development dependency); `npm ci` builds it, all other commands work without\n',
  );
}

/** @param {string} name */
function isInstalled(name) {
  try {
    import.meta.resolve(name);
    return true;
  } catch {
    return false;
  }
}
