// What is posted to ask the policies, and what is answered.
import { z } from '@hono/zod-openapi';
import { countSchema, diagnosticSchema, endpointSchema, placeSchema, runName, verdictSchema } from './report.ts';

export const MOST_DOCUMENTS = 2000;

/** Plain JSON Schema: the body is read by the parser of policies, which knows YAML too. */
const postedObject = {
  type: 'object' as const,
  description: 'A policy of any API, a list of them, or another object, which is passed over.',
  required: ['kind'],
  properties: { kind: { type: 'string' as const, minLength: 1 } },
};
export const postedJson = {
  anyOf: [postedObject, { type: 'array' as const, items: postedObject, maxItems: MOST_DOCUMENTS }],
};
/** One document; a stream of them, each after `---`, cannot be said here. */
export const postedYaml = postedObject;

const asked = {
  client: endpointSchema,
  server: endpointSchema,
  protocol: z.enum(['TCP', 'UDP', 'SCTP', 'ICMP']),
  port: countSchema,
};
const judged = z.object({ ...asked, verdict: verdictSchema });

/** `items` are the first of `total`. */
function someOf<T extends z.ZodType>(item: T, description: string) {
  return z.object({ total: countSchema, items: z.array(item) }).openapi({ description });
}

export const verdictsAnswer = z
  .object({
    run: runName,
    policies: countSchema.openapi({ description: 'Policies, and what they refer to, among the posted objects.' }),
    passedOver: countSchema.openapi({ description: 'Posted objects that are no policies.' }),
    diagnostics: z
      .array(diagnosticSchema)
      .openapi({ description: 'About the posted policies. One that cannot be read makes verdicts unknown.' }),
    allowed: countSchema,
    blocked: someOf(judged, 'Observed and answered connections that these policies would block.'),
    unknown: someOf(judged, 'Connections of which nobody can say.'),
    unattributed: countSchema,
    attemptsBlocked: countSchema,
    unused: z.object({ total: countSchema, items: z.array(z.object(asked)), whole: z.boolean() }).openapi({
      description: 'What these policies open: allowed by a rule and never observed. Not `whole`: as far as was asked.',
    }),
    unusedRules: someOf(
      z.object({ policy: z.string(), direction: z.enum(['egress', 'ingress']), rule: z.number().int() }),
      'Rules that no observed connection needs.',
    ),
    lint: someOf(
      z.object({
        code: z.string(),
        severity: z.enum(['high', 'medium', 'low', 'info']),
        subject: z.string(),
        place: placeSchema.optional(),
        message: z.string(),
        mend: z.string(),
      }),
      'What is suspicious in the policies themselves.',
    ),
  })
  .openapi('Verdicts');

const MOST_CHARACTERS = 300;
const end = z.string().min(1).max(MOST_CHARACTERS);

export const explainRequest = z
  .strictObject({
    from: end.openapi({
      description: 'namespace/name, namespace/Kind/name, an address or a CIDR',
      example: 'shop/web',
    }),
    to: end.openapi({ description: 'Likewise, or svc/namespace/name', example: 'shop/api' }),
    port: z.number().int().min(1).max(65_535),
    protocol: z.enum(['TCP', 'UDP', 'SCTP']).optional().openapi({ description: 'TCP where it is not given.' }),
    policies: z
      .enum(['current', 'recommended'])
      .optional()
      .openapi({ description: '`current` where it is not given.' }),
  })
  .openapi('ExplainRequest');

export const explainAnswer = z
  .object({
    run: runName,
    question: z.string().openapi({ example: 'shop/web -> shop/api TCP/8080' }),
    kind: z.enum(['allowed', 'denied', 'unknown']),
    verdict: verdictSchema,
    diagnostics: z.array(diagnosticSchema),
    explanations: z
      .object({ total: countSchema, items: z.array(z.object({ pods: countSchema, text: z.string() })) })
      .openapi({ description: 'Rule by rule; pods that fare alike together, `pods` pairs of them.' }),
  })
  .openapi('Explanation');
