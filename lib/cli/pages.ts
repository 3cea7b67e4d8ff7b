// The review page for commands: as built, or with a report in it.
import { pageTools, readBuiltPage } from '../adapters/page-file.ts';
import type { ReportDocument } from '../report/document.ts';
import { formatHtml } from '../report/formats/html.ts';
import { unusableInput } from './exit.ts';

export async function builtPage(): Promise<string> {
  const reading = await readBuiltPage();
  if (reading.kind === 'unusable') throw unusableInput(reading.diagnostic);
  return reading.html;
}

export async function pageOf(document: ReportDocument): Promise<string> {
  return formatHtml(await builtPage(), document, pageTools);
}
