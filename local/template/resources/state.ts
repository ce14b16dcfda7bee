import { z } from 'zod'
import { pendingIndex, tableKeys } from '../../../functions/core/state/table-keys.ts'
import { ignored } from './ignored.ts'

/** The lab's tables have these keys and no others. */
const keys = z.tuple([
  z.strictObject({ AttributeName: z.literal(tableKeys.partition), KeyType: z.literal('HASH') }),
  z.strictObject({ AttributeName: z.literal(tableKeys.sort), KeyType: z.literal('RANGE') }),
])
const attributes = z
  .array(
    z.strictObject({
      AttributeName: z.enum([...Object.values(tableKeys), pendingIndex.key]),
      AttributeType: z.literal('S'),
    }),
  )
  .length(3)
/** The lab's tables have this index and no other. */
const indexes = z.tuple([
  z.strictObject({
    IndexName: z.literal(pendingIndex.name),
    KeySchema: z.tuple([z.strictObject({ AttributeName: z.literal(pendingIndex.key), KeyType: z.literal('HASH') })]),
    Projection: z.strictObject({ ProjectionType: z.literal('KEYS_ONLY') }),
  }),
])

export const tableResource = {
  type: 'AWS::DynamoDB::GlobalTable',
  named: 'TableName',
  shape: z.strictObject({
    TableName: z.string().optional(),
    KeySchema: keys,
    AttributeDefinitions: attributes,
    GlobalSecondaryIndexes: indexes,
    BillingMode: z.literal('PAY_PER_REQUEST'),
    Replicas: z
      .array(
        z.strictObject({
          Region: z.string(),
          SSESpecification: z.strictObject({ KMSMasterKeyId: z.string().startsWith('arn:aws:kms:') }).optional(),
          // Backups, tags, protection: the lab's table dies with the lab.
          PointInTimeRecoverySpecification: ignored,
          DeletionProtectionEnabled: ignored,
          ContributorInsightsSpecification: ignored,
          // Settings of the index in this Region: insights and capacity, which on-demand tables lack.
          GlobalSecondaryIndexes: ignored,
          Tags: ignored,
        }),
      )
      .length(1),
    // DynamoDB uses the account's own key for its own calls; nobody's role needs it.
    SSESpecification: z.strictObject({ SSEEnabled: z.literal(true), SSEType: z.literal('KMS') }).optional(),
    // dynalite does not know expiring items.
    TimeToLiveSpecification: ignored,
  }),
} as const

export const parameterResource = {
  type: 'AWS::SSM::Parameter',
  named: 'Name',
  shape: z.strictObject({
    Name: z.string(),
    Type: z.literal('String'),
    // A standard parameter holds 4 KB.
    Tier: z.literal('Intelligent-Tiering'),
    Value: z.string().max(8_192),
    // For people.
    Description: ignored,
    Tags: ignored,
  }),
} as const
