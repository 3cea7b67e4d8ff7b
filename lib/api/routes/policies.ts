// The policies of a report: as a list, as YAML to apply, and as a zip with a kustomization.
import { createRoute, z } from '@hono/zod-openapi';
import type { PolicyManifest } from '../../report/document.ts';
import { formatPoliciesZip } from '../../report/formats/policies-zip.ts';
import { type PolicyFile, policyFiles } from '../../report/policy-files.ts';
import { isObject } from '../../sources/parse-documents.ts';
import { type AskedReport, answerReport, openReport } from '../asked-report.ts';
import { answerListing } from '../listing.ts';
import { negotiate } from '../negotiate.ts';
import { Refused } from '../problem.ts';
import { type AddRoutes, jsonContent, REPORT_PROBLEMS } from '../route-parts.ts';
import { policiesAnswer } from '../schemas/answers.ts';
import { policyFileQuery, policyQuery, reportPath, zipQuery } from '../schemas/parameters.ts';

/** RFC 9512. */
const YAML_TYPE = 'application/yaml';
const ZIP_TYPE = 'application/zip';

const policiesRoute = createRoute({
  method: 'get',
  path: '/reports/{cluster}/{run}/policies',
  summary: 'The recommended or the current policies',
  request: { params: reportPath, query: policyQuery },
  responses: { 200: { description: 'A page of them.', content: jsonContent(policiesAnswer) }, ...REPORT_PROBLEMS },
});

const yamlRoute = createRoute({
  method: 'get',
  path: '/reports/{cluster}/{run}/policies.yaml',
  summary: 'Recommended policies as YAML: one, those of a namespace, or all',
  request: { params: reportPath, query: policyFileQuery },
  responses: {
    200: {
      description: 'One document a policy, as `kubectl apply -f -` takes them.',
      content: { [YAML_TYPE]: { schema: z.string() } },
    },
    ...REPORT_PROBLEMS,
  },
});

const zipRoute = createRoute({
  method: 'get',
  path: '/reports/{cluster}/{run}/policies.zip',
  summary: 'Recommended policies as files, with a kustomization.yaml',
  request: { params: reportPath, query: zipQuery },
  responses: {
    200: {
      description: '`<namespace>/<policy>.yaml`, as `flowfence policies` writes them.',
      content: { [ZIP_TYPE]: { schema: z.string().openapi({ format: 'binary' }) } },
    },
    ...REPORT_PROBLEMS,
  },
});

export const addPolicies: AddRoutes = (api, tools) => {
  api.openapi(policiesRoute, async (context) => {
    const type = negotiate(context.req.header('accept'), ['application/json']);
    const { limit, cursor, set = 'recommended', namespace } = context.req.valid('query');
    const key = { route: 'policies', set, namespace };
    return answerListing(
      context,
      tools,
      { path: context.req.valid('param'), limit, cursor, key },
      {
        type,
        select: ({ document }) =>
          document.policies[set]
            .map(listed)
            .filter((policy) => namespace === undefined || policy.namespace === namespace),
      },
    );
  });

  api.openapi(yamlRoute, async (context) => {
    const type = negotiate(context.req.header('accept'), [YAML_TYPE]);
    const { namespace, name } = context.req.valid('query');
    const report = await openReport(tools, context.req.valid('param'));
    const files = filesOf(report, namespace).slice(0, -1);
    const wanted = name === undefined ? files : files.filter(({ path }) => path.endsWith(`/${name}.yaml`));
    if (wanted.length === 0) throw new Refused(404, 'no such policy is recommended');
    const body = () => wanted.map(({ text }) => text).join('---\n');
    return answerReport(context, tools, { run: report.run, type, body });
  });

  api.openapi(zipRoute, async (context) => {
    const type = negotiate(context.req.header('accept'), [ZIP_TYPE]);
    const { namespace } = context.req.valid('query');
    const report = await openReport(tools, context.req.valid('param'));
    const files = filesOf(report, namespace);
    if (files.length === 1 && namespace !== undefined)
      throw new Refused(404, 'no policy is recommended for the namespace');
    const headers = { 'content-disposition': 'attachment; filename="policies.zip"' };
    return answerReport(context, tools, { run: report.run, type, headers, body: () => formatPoliciesZip(files) });
  });
};

/** A kustomization.yaml comes last. */
function filesOf({ document }: AskedReport, namespace: string | undefined): readonly PolicyFile[] {
  const found = policyFiles(document.policies.recommended, namespace === undefined ? undefined : [namespace]);
  if (found.kind === 'files') return found.files;
  throw new Refused(422, `${found.reason}; make the report anew`);
}

/** A policy for the whole cluster has no namespace. */
function listed(manifest: PolicyManifest) {
  const namespace = metadataText(manifest, 'namespace');
  return {
    ...(namespace === undefined ? {} : { namespace }),
    name: metadataText(manifest, 'name') ?? '',
    manifest,
  };
}

function metadataText({ metadata }: PolicyManifest, field: 'name' | 'namespace'): string | undefined {
  const value = isObject(metadata) ? metadata[field] : undefined;
  return typeof value === 'string' ? value : undefined;
}
