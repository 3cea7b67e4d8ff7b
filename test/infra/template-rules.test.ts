// Rules that every template must keep, whatever the settings: our own reading of them, beside that of the scanners.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { asText, resourcePolicies, rolesOf, type Statement, statementsOf } from './policies.ts';
import { SETTINGS, VARIANTS, type Variant } from './settings-of-tests.ts';
import { resourcesOf, synthesize, synthesized } from './synthesized.ts';

const allows = (statements: readonly Statement[]): readonly Statement[] =>
  statements.filter(({ effect }) => effect === 'Allow');

const servicesOf = (statement: Statement): readonly string[] => {
  const parsed = z.object({ Service: z.unknown() }).safeParse(statement.principal);
  if (!parsed.success) return [];
  return [parsed.data.Service].flat().map(asText);
};

describe.each(VARIANTS)('the templates of %s', (variant: Variant) => {
  it('let nobody in who is not named', () => {
    const open = resourcePolicies(variant)
      .flatMap(({ statements }) => allows(statements))
      .filter(({ principal }) => principal === '*' || JSON.stringify(principal).includes('"*"'));
    expect(open).toEqual([]);
  });

  it('let services act for this account only, and for a named source', () => {
    const policies = resourcePolicies(variant).flatMap(({ statements }) => allows(statements));
    const trusts = rolesOf(variant).flatMap(({ trust }) => trust);
    const byService = [...policies, ...trusts].filter((statement) => servicesOf(statement).length > 0);
    const loose = byService.filter((statement) => {
      // A function's role is assumed by Lambda for functions of the same account only.
      if (servicesOf(statement).every((service) => service === 'lambda.amazonaws.com')) return false;
      const text = JSON.stringify(statement.conditions);
      return (
        !(/aws:SourceArn/.test(text) && /aws:SourceAccount/.test(text)) &&
        !/kms:EncryptionContext:aws:logs:arn/.test(text)
      );
    });
    expect(byService.length).toBeGreaterThan(5);
    expect(loose.filter((statement) => !isTagging(statement))).toEqual([]);
  });

  it('let CloudWatch use the key for their own log groups, each of them, and for no other', () => {
    const named = resourcePolicies(variant)
      .flatMap(({ statements }) => statements)
      .flatMap(({ conditions }) => [conditions.ArnLike?.['kms:EncryptionContext:aws:logs:arn'] ?? []].flat());
    const patterns = named
      .map(asText)
      .map((arn) => new RegExp(`^${/log-group:(.*)$/.exec(arn)?.[1]?.replaceAll('*', '[^/]+')}$`));
    const encrypted = resourcesOf(variant, 'AWS::Logs::LogGroup').filter(
      ({ resource }) => resource.Properties.KmsKeyId !== undefined,
    );
    const names = encrypted.map(({ resource }) => String(resource.Properties.LogGroupName));
    expect(patterns).toHaveLength(3);
    for (const name of names)
      expect(
        patterns.filter((pattern) => pattern.test(name)),
        name,
      ).toHaveLength(1);
    expect(names.length > 0).toBe(SETTINGS[variant].encryption === 'customer-key');
    for (const other of ['/aws/lambda/other-ingest', '/aws/eks/prod'])
      expect(patterns.some((pattern) => pattern.test(other))).toBe(false);
  });

  it('keep every bucket private, encrypted, versioned, over TLS, and after the stack', () => {
    const buckets = resourcesOf(variant, 'AWS::S3::Bucket');
    const policies = resourcesOf(variant, 'AWS::S3::BucketPolicy');
    expect(buckets.length).toBeGreaterThanOrEqual(4);
    for (const { id, resource } of buckets) {
      expect(resource, id).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
      expect(resource.Properties, id).toMatchObject({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        VersioningConfiguration: { Status: 'Enabled' },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        BucketEncryption: { ServerSideEncryptionConfiguration: [expect.anything()] },
      });
      const policy = policies.find(({ resource: { Properties } }) => JSON.stringify(Properties.Bucket).includes(id));
      const denied = statementsOf(policy?.resource.Properties.PolicyDocument).filter(({ effect }) => effect === 'Deny');
      expect(denied, id).toContainEqual(
        expect.objectContaining({
          actions: ['s3:*'],
          conditions: { Bool: { 'aws:SecureTransport': 'false' } },
          principal: { AWS: '*' },
        }),
      );
    }
  });

  it('allow no action by a wildcard, but for what key policies of AWS are written with', () => {
    const statements = [
      ...rolesOf(variant).flatMap(({ allowed }) => allowed),
      ...resourcePolicies(variant).flatMap(({ statements: found }) => allows(found)),
    ];
    const wild = statements.flatMap(({ actions }) => actions).filter((action) => action.includes('*'));
    expect([...new Set(wild)].sort()).toEqual(['kms:*', 'kms:GenerateDataKey*', 'kms:ReEncrypt*']);
    const everything = statements.filter(({ actions }) => actions.includes('kms:*'));
    // The account itself, so that the key can be administered at all (AWS KMS, default key policy).
    expect(everything.map(({ principal }) => JSON.stringify(principal))).toEqual([expect.stringContaining(':root')]);
  });

  it('give roles every resource only for traces and for delivery of logs', () => {
    const everywhere = rolesOf(variant)
      .flatMap(({ allowed }) => allowed)
      .filter(({ resources }) => resources.includes('*'))
      .flatMap(({ actions }) => actions);
    expect([...new Set(everywhere.map((action) => action.split(':')[0]))].sort()).toEqual(['logs', 'xray']);
    expect(everywhere.filter((action) => /LogEvents|LogStream/.test(action))).toEqual([]);
  });

  it('use no policy that AWS manages', () => {
    expect(rolesOf(variant).flatMap(({ managed }) => managed)).toEqual([]);
    expect(resourcesOf(variant, 'AWS::IAM::Policy')).toEqual([]);
  });

  it('run every function on arm64, with a role and a log group of its own', () => {
    const functions = resourcesOf(variant, 'AWS::Lambda::Function');
    expect(functions.length).toBeGreaterThanOrEqual(6);
    for (const { id, resource } of functions) expect(resource.Properties.Architectures, id).toEqual(['arm64']);
    const roles = functions.map(({ resource }) => JSON.stringify(resource.Properties.Role));
    expect(new Set(roles).size).toBe(roles.length);
    for (const { id, resource } of resourcesOf(variant, 'AWS::Logs::LogGroup'))
      expect(resource.Properties.RetentionInDays, id).toBeGreaterThan(0);
  });

  it('encrypt queues and topics, and refuse them without TLS', () => {
    for (const { id, resource } of resourcesOf(variant, 'AWS::SQS::Queue'))
      expect(resource.Properties.SqsManagedSseEnabled, id).toBe(true);
    for (const { id, resource } of resourcesOf(variant, 'AWS::SNS::Topic'))
      expect(resource.Properties.KmsMasterKeyId, id).toBeDefined();
    const policies = [
      ...resourcesOf(variant, 'AWS::SQS::QueuePolicy'),
      ...resourcesOf(variant, 'AWS::SNS::TopicPolicy'),
    ];
    expect(policies.length).toBe(
      resourcesOf(variant, 'AWS::SQS::Queue').length + resourcesOf(variant, 'AWS::SNS::Topic').length,
    );
    for (const { id, resource } of policies)
      expect(statementsOf(resource.Properties.PolicyDocument), id).toContainEqual(
        expect.objectContaining({ effect: 'Deny', conditions: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
  });

  it('announce every alarm', () => {
    const alarms = resourcesOf(variant, 'AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(20);
    for (const { id, resource } of alarms) expect(resource.Properties.AlarmActions, id).toHaveLength(1);
  });
});

/** Pod Identity tags its sessions; a trust statement of its own, for the same principal and conditions. */
const isTagging = ({ actions }: Statement): boolean => actions.every((action) => action === 'sts:TagSession');

describe('synthesis', () => {
  it('makes the same bytes from the same settings', () => {
    expect(JSON.stringify(synthesize('example').stacks)).toBe(JSON.stringify(synthesize('example').stacks));
  });

  it('makes an API only where the settings ask for one', () => {
    expect(Object.keys(synthesized('example').stacks).sort()).toEqual(['Api', 'Compute', 'Storage']);
    expect(Object.keys(synthesized('least').stacks).sort()).toEqual(['Compute', 'Storage']);
  });
});
