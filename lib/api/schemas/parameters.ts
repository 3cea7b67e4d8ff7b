// What requests say in their paths and queries: names of reports, pages and filters.
import { z } from '@hono/zod-openapi';
import { EVIDENCE } from '../../connections/connection.ts';
import { CLUSTER_NAME, RUN_NAME } from '../../report/report-store.ts';
import { MOST_ITEMS, USUAL_ITEMS } from '../paging.ts';

export const clusterParameter = z
  .string()
  .regex(CLUSTER_NAME, 'lower-case letters, digits, dots and dashes, at most 63')
  .openapi({ param: { name: 'cluster', in: 'path' }, example: 'prod' });

const LATEST_OR_RUN = new RegExp(`^latest$|${RUN_NAME.source}`);

export const runParameter = z
  .string()
  .regex(LATEST_OR_RUN, 'latest, or a run as the list of reports names it')
  .openapi({ param: { name: 'run', in: 'path' }, example: 'latest' });

export const clusterPath = z.object({ cluster: clusterParameter });
export const reportPath = z.object({ cluster: clusterParameter, run: runParameter });

/** A whole number written in digits; `Number` alone would take '0x1f' and the empty text. */
function wholeNumber(minimum: number, maximum: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/, 'a whole number')
    .transform(Number)
    .pipe(z.number().min(minimum).max(maximum))
    .openapi({ type: 'integer', minimum, maximum });
}

const MOST_CHARACTERS = 300;

function searchText(description: string, example?: string) {
  const said = example === undefined ? { description } : { description, example };
  return z.string().min(1).max(MOST_CHARACTERS).optional().openapi(said);
}

/** Any other parameter is refused: a filter that is misspelt would show too much. */
export const noQuery = z.strictObject({});

const paging = {
  limit: wholeNumber(1, MOST_ITEMS)
    .optional()
    .openapi({ description: `At most so many items; a page may have fewer. ${USUAL_ITEMS} where it is not given.` }),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,200}$/, 'the `next` of a page')
    .optional()
    .openapi({ description: 'The `next` of the page before, with the same filters.' }),
};

export const pageQuery = z.strictObject(paging);

const END_MEANS =
  'namespace/name or namespace/Kind/name of a workload, a node’s name, an address, or a CIDR that holds it';
const VERDICTS = ['allowed', 'denied', 'unknown'] as const;

export const connectionQuery = z.strictObject({
  ...paging,
  client: searchText(`The client: ${END_MEANS}.`),
  server: searchText(`The server: ${END_MEANS}.`),
  namespace: searchText('Of either side.'),
  workload: searchText('Either side: namespace/name or namespace/Kind/name.'),
  port: wholeNumber(0, 65_535).optional().openapi({ description: 'Of the server’s pod.' }),
  protocol: z.enum(['TCP', 'UDP', 'SCTP']).optional(),
  outcome: z.enum(['established', 'oneway', 'unanswered', 'rejected']).optional(),
  current: z.enum(VERDICTS).optional().openapi({ description: 'The verdict of the current policies.' }),
  recommended: z.enum(VERDICTS).optional().openapi({ description: 'The verdict of the recommended policies.' }),
  evidence: z.enum(EVIDENCE).optional().openapi({ description: 'How client and server were told apart.' }),
  text: searchText('In the line `client -> server protocol/port`, in any case of letters.'),
  format: z.enum(['json', 'csv']).optional().openapi({ description: 'Goes before the header Accept.' }),
});

export const findingQuery = z.strictObject({
  ...paging,
  severity: z.enum(['high', 'medium', 'low', 'info']).optional(),
  kind: searchText('The code of the finding.'),
});

export const workloadQuery = z.strictObject({ ...paging, namespace: searchText('Only of this namespace.') });

export const policyQuery = z.strictObject({
  ...paging,
  set: z.enum(['recommended', 'current']).optional().openapi({ description: '`recommended` where it is not given.' }),
  namespace: searchText('Only of this namespace.'),
});

export const policyFileQuery = z.strictObject({
  namespace: searchText('Only the policies of this namespace.', 'shop'),
  name: searchText('Only policies of this name.'),
});

export const zipQuery = z.strictObject({ namespace: searchText('Only the policies of this namespace.', 'shop') });

export const stagedQuery = z.strictObject({
  staged: z.enum(['true', 'false']).optional().openapi({ description: 'Takes staged policies of Calico as enforced.' }),
});
