import { accountId, arnOf, region } from '../aws/account.ts'
import { roleIdFor } from '../aws/caller.ts'
import type { Identity } from './resources/resource-type.ts'

/** Returns the values of `Ref` and `Fn::GetAtt` for a resource, by its name. */
type Identify = (name: string, lab: { readonly queueUrl: (name: string) => string; readonly path?: string }) => Identity

const iam = (resource: string) => `arn:aws:iam::${accountId}:${resource}`
const named: Identify = (name) => ({ ref: name, attributes: {} })
const withArn =
  (arn: (name: string) => string): Identify =>
  (name) => ({ ref: name, attributes: { Arn: arn(name) } })
const byArn =
  (arn: (name: string) => string): Identify =>
  (name) => ({ ref: arn(name), attributes: {} })

/** Attributes that CloudFormation documents for each type. Other attributes are unknown. */
const identities: Readonly<Record<string, Identify>> = {
  'AWS::Chatbot::MicrosoftTeamsChannelConfiguration': named,
  'AWS::Chatbot::SlackChannelConfiguration': named,
  'AWS::CloudWatch::Alarm': withArn((name) => arnOf('cloudwatch', `alarm:${name}`)),
  'AWS::CloudWatch::CompositeAlarm': withArn((name) => arnOf('cloudwatch', `alarm:${name}`)),
  'AWS::CloudWatch::Dashboard': named,
  'AWS::DynamoDB::GlobalTable': withArn((name) => arnOf('dynamodb', `table/${name}`)),
  'AWS::Events::Rule': withArn((name) => arnOf('events', `rule/${name}`)),
  'AWS::IAM::ManagedPolicy': (name, { path = '/' }) => ({ ref: iam(`policy${path}${name}`), attributes: {} }),
  'AWS::IAM::Policy': named,
  'AWS::IAM::Role': (name, { path = '/' }) => ({
    ref: name,
    attributes: { Arn: iam(`role${path}${name}`), RoleId: roleIdFor(name) },
  }),
  'AWS::KMS::Key': withArn((name) => arnOf('kms', `key/${name}`)),
  'AWS::Lambda::Alias': byArn((name) => arnOf('lambda', `function:${name}`)),
  'AWS::Lambda::EventInvokeConfig': named,
  'AWS::Lambda::EventSourceMapping': named,
  'AWS::Lambda::Function': withArn((name) => arnOf('lambda', `function:${name}`)),
  'AWS::Lambda::Permission': named,
  // CloudFormation's ARN of a log group ends in `:*`.
  'AWS::Logs::LogGroup': withArn((name) => arnOf('logs', `log-group:${name}:*`)),
  'AWS::Logs::QueryDefinition': named,
  'AWS::SNS::Subscription': byArn((name) => arnOf('sns', name)),
  'AWS::SNS::Topic': (name) => {
    const arn = arnOf('sns', name)
    return { ref: arn, attributes: { TopicArn: arn, TopicName: name } }
  },
  'AWS::SNS::TopicPolicy': named,
  'AWS::SQS::Queue': (name, { queueUrl }) => ({
    ref: queueUrl(name),
    attributes: { Arn: arnOf('sqs', name), QueueName: name, QueueUrl: queueUrl(name) },
  }),
  'AWS::SQS::QueuePolicy': named,
  'AWS::SSM::Parameter': named,
  'AWS::Scheduler::Schedule': withArn((name) => arnOf('scheduler', `schedule/default/${name}`)),
  'AWS::SecretsManager::RotationSchedule': named,
  'Custom::TokenwatchFirstTick': (name) => ({ ref: name, attributes: { Result: 'not called yet' } }),
}

/** The pseudo parameters of the lab's one account. */
export function pseudoParameters(stackName: string): Readonly<Record<string, string>> {
  return {
    'AWS::AccountId': accountId,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
  }
}

/** Identifies a resource by its type and name; throws for a type that nobody knows. */
export function identify(type: string, ...given: Parameters<Identify>): Identity {
  const found = identities[type]
  if (found === undefined) throw new Error(`nobody knows what a reference to a ${type} answers`)
  return found(...given)
}
