// Roles of the clusters' snapshot exporters: each may put objects below its own cluster's folder, and do nothing else.
import { Aws, CfnOutput } from 'aws-cdk-lib';
import {
  type IPrincipal,
  PolicyDocument,
  PolicyStatement,
  PrincipalWithConditions,
  Role,
  ServicePrincipal,
  WebIdentityPrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { SnapshotWriter } from '../settings-schema.ts';
import { acknowledgeWildcards } from '../wildcards.ts';

interface SnapshotPlace {
  readonly bucket: Bucket;
  readonly key: IKey | undefined;
}

export const makeSnapshotWriters = (
  scope: Construct,
  writers: readonly SnapshotWriter[],
  place: SnapshotPlace,
): void => {
  for (const writer of writers) {
    const statements = statementsOf(writer, place);
    const id = `SnapshotWriter-${writer.cluster}`;
    const role = new Role(scope, id, {
      description: `Puts the snapshots of cluster ${writer.cluster}`,
      assumedBy: principalOf(writer),
      inlinePolicies: { put: new PolicyDocument({ statements }) },
    });
    // Pod Identity tags the sessions of its roles; without this the role cannot be assumed.
    if (writer.kind === 'pod-identity')
      role.assumeRolePolicy?.addStatements(
        new PolicyStatement({ principals: [principalOf(writer)], actions: ['sts:TagSession'] }),
      );
    acknowledgeWildcards(role, statements);
    new CfnOutput(scope, `${id}-Role`, {
      value: role.roleArn,
      description: `Role of the exporter of cluster ${writer.cluster}`,
    });
  }
};

/** Of this service account of this cluster only. */
const principalOf = (writer: SnapshotWriter): IPrincipal => {
  if (writer.kind === 'pod-identity')
    return new PrincipalWithConditions(new ServicePrincipal('pods.eks.amazonaws.com'), {
      StringEquals: {
        'aws:SourceAccount': Aws.ACCOUNT_ID,
        'aws:RequestTag/kubernetes-namespace': writer.namespace,
        'aws:RequestTag/kubernetes-service-account': writer.serviceAccount,
      },
      ArnEquals: { 'aws:SourceArn': writer.clusterArn },
    });
  const issuer = writer.providerArn.slice(writer.providerArn.indexOf('/') + 1);
  return new WebIdentityPrincipal(writer.providerArn, {
    StringEquals: {
      [`${issuer}:aud`]: 'sts.amazonaws.com',
      [`${issuer}:sub`]: `system:serviceaccount:${writer.namespace}:${writer.serviceAccount}`,
    },
  });
};

const statementsOf = ({ cluster }: SnapshotWriter, { bucket, key }: SnapshotPlace): PolicyStatement[] => [
  new PolicyStatement({ actions: ['s3:PutObject'], resources: [bucket.arnForObjects(`snapshots/${cluster}/*`)] }),
  ...(key === undefined
    ? []
    : [
        new PolicyStatement({
          // Large snapshots are put in parts; their sums need Decrypt.
          actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
          resources: [key.keyArn],
          conditions: { StringEquals: { 'kms:ViaService': `s3.${Aws.REGION}.amazonaws.com` } },
        }),
      ]),
];
