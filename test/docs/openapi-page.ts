// docs/openapi.json: the document that the API serves about itself.
import { makeApi } from '../../lib/api/api.ts';
import { openApiDocument } from '../../lib/api/openapi-document.ts';

export function openApiPage(): string {
  const nobody = () => Promise.resolve(undefined);
  const store = {
    clusters: () => Promise.resolve([]),
    reports: nobody,
    latest: nobody,
    document: nobody,
    link: nobody,
  };
  return `${JSON.stringify(openApiDocument(makeApi({ store })), null, 2)}\n`;
}
