import { z } from 'zod'
import { ignored } from './ignored.ts'

export const logGroup = {
  type: 'AWS::Logs::LogGroup',
  named: 'LogGroupName',
  shape: z.strictObject({
    LogGroupName: z.string().optional(),
    RetentionInDays: z.int(),
    KmsKeyId: z.string().startsWith('arn:aws:kms:').optional(),
    // Functions write to both classes alike.
    LogGroupClass: z.enum(['STANDARD', 'INFREQUENT_ACCESS']).optional(),
    Tags: ignored,
  }),
} as const

/**
 * The lab evaluates no alarm; whether one could page is looked at. Its sums and thresholds belong to the structural tests of
 * the stack, and so do composite alarms' rules.
 */
const alarmShape = z.strictObject({
  AlarmName: z.string().optional(),
  AlarmActions: z.array(z.string()).default([]),
  OKActions: z.array(z.string()).default([]),
  InsufficientDataActions: z.array(z.string()).default([]),
  ActionsEnabled: ignored,
  ActionsSuppressor: ignored,
  ActionsSuppressorExtensionPeriod: ignored,
  ActionsSuppressorWaitPeriod: ignored,
  AlarmDescription: ignored,
  AlarmRule: ignored,
  ComparisonOperator: ignored,
  DatapointsToAlarm: ignored,
  Dimensions: ignored,
  EvaluationPeriods: ignored,
  ExtendedStatistic: ignored,
  MetricName: ignored,
  Metrics: ignored,
  Namespace: ignored,
  Period: ignored,
  Statistic: ignored,
  Tags: ignored,
  Threshold: ignored,
  TreatMissingData: ignored,
  Unit: ignored,
  WarmUpConfiguration: ignored,
})

export const alarm = { type: 'AWS::CloudWatch::Alarm', named: 'AlarmName', shape: alarmShape } as const
export const compositeAlarm = {
  type: 'AWS::CloudWatch::CompositeAlarm',
  named: 'AlarmName',
  shape: alarmShape,
} as const

export const dashboard = {
  type: 'AWS::CloudWatch::Dashboard',
  named: 'DashboardName',
  shape: z.strictObject({
    Tags: ignored,
    DashboardName: z.string().optional(),
    DashboardBody: z.string().transform((body): unknown => JSON.parse(body)),
  }),
} as const

export const savedQuery = {
  type: 'AWS::Logs::QueryDefinition',
  named: 'Name',
  shape: z.strictObject({
    Name: z.string(),
    QueryString: z.string(),
    LogGroupNames: z.array(z.string()).optional(),
    QueryLanguage: ignored,
  }),
} as const
