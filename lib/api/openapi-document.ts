// The OpenAPI document of the API, made from the schemas that its routes check requests by.
import type { OpenAPIHono } from '@hono/zod-openapi';

const DESCRIPTION = `Reports of flowfence: what was observed, what the current policies would block, and what is recommended.

Reports never change once they are published: answers about one have an ETag, and \`latest\` stands for the newest.
Errors are problem details (RFC 9457). Who may ask is settled by the gateway in front, and by nobody on localhost.`;

export function openApiDocument(api: OpenAPIHono): ReturnType<OpenAPIHono['getOpenAPI31Document']> {
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'flowfence', version: '1', description: DESCRIPTION, license: { name: 'Apache-2.0' } },
  });
}
