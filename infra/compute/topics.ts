// Two topics, encrypted: news of the reports, published by `notify` alone, and alarms, published by CloudWatch alone.
import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { nameInAccount } from '../names.ts';
import type { InfraSettings } from '../settings-schema.ts';

export interface Topics {
  readonly news: Topic;
  readonly alarms: Topic;
}

export const makeTopics = (scope: Construct, settings: InfraSettings, keyArn: string): Topics => {
  const masterKey = Key.fromKeyArn(scope, 'TopicKey', keyArn);
  const make = (id: string, part: string): Topic => {
    const topic = new Topic(scope, id, {
      topicName: nameInAccount(settings.name, part),
      displayName: nameInAccount(settings.name, part),
      masterKey,
      enforceSSL: true,
    });
    for (const email of settings.notify.emails) topic.addSubscription(new EmailSubscription(email));
    return topic;
  };
  const topics = { news: make('News', 'news'), alarms: make('AlarmTopic', 'alarms') };
  topics.alarms.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Alarms',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topics.alarms.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        ArnLike: {
          'aws:SourceArn': `arn:${Aws.PARTITION}:cloudwatch:${Aws.REGION}:${Aws.ACCOUNT_ID}:alarm:${settings.name}-*`,
        },
      },
    }),
  );
  return topics;
};
