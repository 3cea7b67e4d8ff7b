// The switches of the CDK that change what is made: set here, so that a synth without its command line makes the same.
export const FEATURE_FLAGS: Readonly<Record<string, boolean>> = {
  // Access logs are delivered by a bucket policy with the source's ARN and account, not by an ACL.
  '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
  // Without it the writer of a Distributed Map's results is dropped without a word.
  '@aws-cdk/aws-stepfunctions:useDistributedMapResultWriterV2': true,
  // Policies of one role are not merged into wildcards.
  '@aws-cdk/aws-iam:minimizePolicies': false,
  '@aws-cdk/core:checkSecretUsage': true,
  '@aws-cdk/core:enablePartitionLiterals': false,
  '@aws-cdk/aws-lambda:recognizeLayerVersion': true,
  '@aws-cdk/core:explicitStackTags': true,
};
