// The report inside an HTML page: text that neither ends its element nor is code, compressed where it is large.

/** Where the page looks for its report. */
export const REPORT_ELEMENT_ID = 'report';
/** Above this, in UTF-16 code units, the text is compressed: about a megabyte. */
const MOST_PLAIN_LENGTH = 1_000_000;

/** The text, gzipped, in base64. */
export type GzipBase64 = (text: string) => string;

/** `<` is escaped as JSON allows it, so that no name in the report can end the element or open another. */
export function dataElement(json: string, gzip: GzipBase64): string {
  const plain = json.replaceAll('<', '\\u003c');
  return plain.length <= MOST_PLAIN_LENGTH
    ? `<script type="application/json" id="${REPORT_ELEMENT_ID}">${plain}</script>`
    : `<script type="application/json" id="${REPORT_ELEMENT_ID}" data-encoding="gzip-base64">${gzip(json)}</script>`;
}
