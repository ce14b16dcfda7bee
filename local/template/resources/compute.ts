import { z } from 'zod'
import { ignored } from './ignored.ts'

const arn = z.string().startsWith('arn:aws:')

export const functionResource = {
  type: 'AWS::Lambda::Function',
  named: 'FunctionName',
  shape: z.strictObject({
    FunctionName: z.string().optional(),
    Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string().regex(/^[0-9a-f]{64}\.zip$/) }),
    // What the lab's bootstrap loads, on the Node that runs the lab.
    Handler: z.literal('index.handler'),
    Runtime: z.literal('nodejs24.x'),
    Environment: z
      .strictObject({ Variables: z.record(z.string().regex(/^(?!AWS_|LAMBDA_)/), z.string()) })
      .default({ Variables: {} }),
    Timeout: z.int().min(1).max(900).default(3),
    MemorySize: z.int().min(128).max(10_240).default(128),
    Role: arn,
    ReservedConcurrentExecutions: z.int().min(0).optional(),
    LoggingConfig: z.strictObject({
      LogGroup: z.string(),
      LogFormat: z.literal('JSON'),
      // Lambda's own lines, of which the lab prints none.
      SystemLogLevel: ignored,
      ApplicationLogLevel: ignored,
    }),
    // The lab runs on the machine that there is, and reaches the loopback network only.
    Architectures: ignored,
    VpcConfig: ignored,
    TracingConfig: ignored,
    // For people.
    Description: ignored,
    Tags: ignored,
  }),
} as const

/** A way into a function for one kind of caller. */
export const aliasResource = {
  type: 'AWS::Lambda::Alias',
  named: ['FunctionName', 'Name'],
  // The lab has no versions: an alias leads to the code that there is.
  shape: z.strictObject({ FunctionName: z.string(), FunctionVersion: z.literal('$LATEST'), Name: z.string() }),
} as const

export const eventSourceResource = {
  type: 'AWS::Lambda::EventSourceMapping',
  shape: z.strictObject({
    EventSourceArn: arn,
    FunctionName: z.string(),
    BatchSize: z.int().min(1).max(10),
    // Without one, Lambda adds pollers as the queue grows; with five it begins.
    ScalingConfig: z.strictObject({ MaximumConcurrency: z.int().min(2).max(1_000) }).default({ MaximumConcurrency: 5 }),
    FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
    Enabled: z.literal(true).optional(),
    Tags: ignored,
  }),
} as const

export const invokeConfigResource = {
  type: 'AWS::Lambda::EventInvokeConfig',
  shape: z.strictObject({
    FunctionName: z.string(),
    Qualifier: z.literal('$LATEST'),
    MaximumRetryAttempts: z.int().min(0).max(2).default(2),
    // An event never waits in the lab.
    MaximumEventAgeInSeconds: ignored,
    DestinationConfig: z.strictObject({ OnFailure: z.strictObject({ Destination: arn }) }).optional(),
  }),
} as const

export const scheduleResource = {
  type: 'AWS::Scheduler::Schedule',
  named: 'Name',
  shape: z.strictObject({
    Name: z.string().optional(),
    ScheduleExpression: z.string().regex(/^rate\(\d+ (minute|hour|day)s?\)$/),
    ScheduleExpressionTimezone: ignored,
    FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
    State: z.literal('ENABLED'),
    Target: z.strictObject({
      Arn: arn,
      RoleArn: arn,
      Input: z.string(),
      DeadLetterConfig: z.strictObject({ Arn: arn }),
      RetryPolicy: z.strictObject({
        MaximumRetryAttempts: z.int().min(0).max(185),
        MaximumEventAgeInSeconds: z.int().min(60).max(86_400),
      }),
    }),
    // For people.
    Description: ignored,
  }),
} as const

export const rotationScheduleResource = {
  type: 'AWS::SecretsManager::RotationSchedule',
  shape: z.strictObject({
    SecretId: z.string(),
    RotationLambdaARN: arn,
    RotationRules: z.strictObject({ ScheduleExpression: z.string() }),
    // By default a deployment rotates, which the walk would have to do.
    RotateImmediatelyOnUpdate: z.literal(false),
  }),
} as const

/** The lab's bus carries what Secrets Manager says of its rotations, and nothing else. */
export const ruleResource = {
  type: 'AWS::Events::Rule',
  named: 'Name',
  shape: z.strictObject({
    Name: z.string().optional(),
    EventPattern: z.strictObject({
      source: z.tuple([z.literal('aws.secretsmanager')]),
      'detail-type': z.tuple([z.literal('AWS Service Event via CloudTrail')]),
      detail: z.strictObject({ eventName: z.array(z.string()).min(1) }),
    }),
    State: z.literal('ENABLED'),
    Targets: z
      .array(
        z.strictObject({
          Id: z.string(),
          Arn: arn,
          DeadLetterConfig: z.strictObject({ Arn: arn }),
          RetryPolicy: ignored,
        }),
      )
      .length(1),
    Description: ignored,
    Tags: ignored,
  }),
} as const

/** CloudFormation calls a function of ours when all else is there; the walk leaves that to whoever deploys. */
export const firstTickResource = {
  type: 'Custom::TokenwatchFirstTick',
  shape: z.strictObject({
    ServiceToken: arn,
    ServiceTimeout: z.string().regex(/^\d+$/),
    Dues: z.string(),
    Code: z.string(),
  }),
} as const
