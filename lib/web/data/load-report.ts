// Brings the report into the page: from the page itself where it was exported with one, else from the server that gave the page.
import type { ReportDocument } from '../../report/document.ts';
import { REPORT_ELEMENT_ID } from '../../report/formats/html-data.ts';
import { reportSchema } from './report-schema.ts';

export type LoadedReport =
  | { readonly kind: 'report'; readonly document: ReportDocument }
  /** One sentence for the reader: what is wrong and what to do. */
  | { readonly kind: 'unusable'; readonly message: string };

const REPORT_URL = '/api/v1/report';

export async function loadReport(page: Document): Promise<LoadedReport> {
  try {
    const embedded = page.getElementById(REPORT_ELEMENT_ID);
    return readReport(embedded === null ? await fetchText() : await embeddedText(embedded));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return unusable(reason);
  }
}

const texts = new WeakMap<ReportDocument, string>();

/** As `checkReport`, of JSON; throws where it is none. */
export function readReport(text: string): LoadedReport {
  const loaded = checkReport(JSON.parse(text));
  if (loaded.kind === 'report') texts.set(loaded.document, text);
  return loaded;
}

/** What `readReport` takes: to hand a large report on as text does not hold up the page, as copying its objects does. */
export function reportText(document: ReportDocument): string {
  return texts.get(document) ?? JSON.stringify(document);
}

/** Text from a file is nobody's promise: it is a report only if it has the shape of one. */
export function checkReport(value: unknown): LoadedReport {
  const checked = reportSchema.safeParse(value);
  if (checked.success) return { kind: 'report', document: checked.data };
  const [issue] = checked.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? 'the report' : issue.path.join('.');
  return unusable(`${place} is not as the schema flowfence.report/v1 has it`);
}

function unusable(reason: string): LoadedReport {
  const mend = 'Make the page anew with `flowfence export --format html`, or start `flowfence serve` again.';
  return { kind: 'unusable', message: `The report cannot be shown: ${reason}. ${mend}` };
}

async function fetchText(): Promise<string> {
  const response = await fetch(REPORT_URL, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`the server answered with status ${response.status}`);
  return response.text();
}

/** Large reports are kept compressed. */
async function embeddedText(element: HTMLElement): Promise<string> {
  const text = element.textContent ?? '';
  if (element.dataset.encoding !== 'gzip-base64') return text;
  const encoded = atob(text.trim());
  // `Uint8Array.from` with a function takes ten times as long for the megabytes of a large report.
  const bytes = new Uint8Array(encoded.length);
  for (let position = 0; position < encoded.length; position += 1) bytes[position] = encoded.charCodeAt(position);
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(inflated).text();
}
