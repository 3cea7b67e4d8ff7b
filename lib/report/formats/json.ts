// The JSON export `flowfence.report/v1`: stable, indented by two spaces, ending in a line feed.
import { invariant } from '../../base/assert.ts';
import type { ReportDocument } from '../document.ts';
import { fromRows } from '../from-rows.ts';
import { toRows } from '../to-rows.ts';

export function formatJson(document: ReportDocument): string {
  return `${JSON.stringify(exportedDocument(document), null, 2)}\n`;
}

/** Keys come in the order of the tables, whichever way the document was built: from an analysis or from its file. */
export function exportedDocument(document: ReportDocument): ReportDocument {
  const ordered = fromRows(toRows({ document, sources: [], malformed: [] }), 'export');
  invariant(ordered.kind === 'document', 'a document survives its own tables');
  return ordered.document;
}
