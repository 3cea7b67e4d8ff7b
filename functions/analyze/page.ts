// The built review page, as it lies beside the function's code; `PAGE_FILE` names another.
import { fileURLToPath } from 'node:url';
import { pageTools, readBuiltPage } from '../../lib/adapters/page-file.ts';
import type { AnalyzeStoredTools } from '../../lib/pipeline/stored/analyze-stored.ts';
import { UnusableInputError } from '../../lib/pipeline/unusable.ts';

const BESIDE = fileURLToPath(new URL('page.html', import.meta.url));

export async function readPage(path: string = process.env.PAGE_FILE ?? BESIDE): Promise<AnalyzeStoredTools['page']> {
  const page = await readBuiltPage(path);
  if (page.kind === 'unusable') throw new UnusableInputError(page.diagnostic);
  return { template: page.html, tools: pageTools };
}
