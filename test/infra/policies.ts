// Statements of policies in templates, in one form: lists where there may be one, references as text.
import { z } from 'zod';
import type { Variant } from './settings-of-tests.ts';
import { type Placed, resourcesOf } from './synthesized.ts';

export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly effect: string;
  readonly principal: unknown;
  readonly conditions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const listSchema = z
  .unknown()
  .optional()
  .transform((value): readonly unknown[] => (value === undefined ? [] : [value].flat()));
const statementSchema = z.object({
  Action: listSchema,
  Resource: listSchema,
  Effect: z.string(),
  Principal: z.unknown().optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});
const documentSchema = z.object({ Statement: z.array(statementSchema) });

export const statementsOf = (document: unknown): readonly Statement[] =>
  documentSchema.parse(document).Statement.map((statement) => ({
    actions: statement.Action.map(String),
    resources: statement.Resource.map(asText),
    effect: statement.Effect,
    principal: statement.Principal,
    conditions: statement.Condition,
  }));

const joinSchema = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });
const getAttSchema = z.object({ 'Fn::GetAtt': z.array(z.string()) });
const importSchema = z.object({ 'Fn::ImportValue': z.string() });
const refSchema = z.object({ Ref: z.string() });

/** `{data-bucket-arn}/summaries/*`: imports by the name of the export, without the deployment's. */
export const asText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const join = joinSchema.safeParse(value);
  if (join.success) return join.data['Fn::Join'][1].map(asText).join(join.data['Fn::Join'][0]);
  const attribute = getAttSchema.safeParse(value);
  if (attribute.success) return `{${attribute.data['Fn::GetAtt'].map(withoutHash).join('.')}}`;
  const imported = importSchema.safeParse(value);
  if (imported.success) return `{${imported.data['Fn::ImportValue'].replace(/^(flowfence|least|all-at-once)-/, '')}}`;
  const reference = refSchema.safeParse(value);
  if (reference.success) return `{${withoutHash(reference.data.Ref)}}`;
  throw new Error(`no text: ${JSON.stringify(value)}`);
};

const withoutHash = (id: string): string => id.replace(/[A-F0-9]{8}$/, '');

const roleSchema = z.object({
  AssumeRolePolicyDocument: z.unknown(),
  Policies: z.array(z.object({ PolicyDocument: z.unknown() })).default([]),
  ManagedPolicyArns: z.array(z.unknown()).default([]),
});

export interface RolePolicies {
  readonly id: string;
  readonly trust: readonly Statement[];
  readonly allowed: readonly Statement[];
  readonly managed: readonly unknown[];
}

export const rolesOf = (variant: Variant): readonly RolePolicies[] =>
  resourcesOf(variant, 'AWS::IAM::Role').map(({ id, resource }) => {
    const role = roleSchema.parse(resource.Properties);
    return {
      id: withoutHash(id),
      trust: statementsOf(role.AssumeRolePolicyDocument),
      allowed: role.Policies.flatMap(({ PolicyDocument }) => statementsOf(PolicyDocument)),
      managed: role.ManagedPolicyArns,
    };
  });

const RESOURCE_POLICIES: Readonly<Record<string, string>> = {
  'AWS::S3::BucketPolicy': 'PolicyDocument',
  'AWS::SQS::QueuePolicy': 'PolicyDocument',
  'AWS::SNS::TopicPolicy': 'PolicyDocument',
  'AWS::KMS::Key': 'KeyPolicy',
};

/** Policies that hang on a resource and name who may use it. */
export const resourcePolicies = (
  variant: Variant,
): readonly (Placed & { readonly statements: readonly Statement[] })[] =>
  Object.entries(RESOURCE_POLICIES).flatMap(([type, property]) =>
    resourcesOf(variant, type).map((placed) => ({
      ...placed,
      statements: statementsOf(placed.resource.Properties[property]),
    })),
  );
