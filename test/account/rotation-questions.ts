import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import type { Proof } from './account.ts'
import { type AccountQuestion, errorOf, msUntil } from './question.ts'

/** Long enough for a service that retries for a quarter of an hour. */
const retriesMs = 15 * 60_000

const describeToken = ({ secretsManager, name }: Proof, id = 'token') =>
  secretsManager.send(new DescribeSecretCommand({ SecretId: `${name}/${id}` }))

/** In this order: the first starts the one rotation, which stays pending, and the others look at it. */
export function rotationQuestions(version: string = randomUUID()): readonly AccountQuestion[] {
  return [
    {
      question: 'Does the ClientRequestToken of RotateSecret become the version id?',
      settles: 'The ClientRequestToken of a rotation is the id of its new version',
      expected: 'yes',
      async ask({ secretsManager, name }) {
        const rotate = new RotateSecretCommand({ SecretId: `${name}/token`, ClientRequestToken: version })
        const { VersionId } = await secretsManager.send(rotate)
        return VersionId === version ? 'yes' : `no, ${VersionId}`
      },
    },
    {
      question: 'What does a second RotateSecret say while one is under way?',
      settles: 'While one rotation is under way, a second `RotateSecret` gets',
      expected: "InvalidRequestException: A previous rotation isn't complete. That rotation will be reattempted.",
      ask: ({ secretsManager, name }) =>
        errorOf(
          secretsManager.send(new RotateSecretCommand({ SecretId: `${name}/token`, ClientRequestToken: randomUUID() })),
        ),
    },
    {
      question: 'What does GetSecretValue of a pending version without a value say?',
      settles: '`GetSecretValue` of a pending version without a value',
      expected: 'ResourceNotFoundException',
      ask: ({ secretsManager, name }) =>
        errorOf(secretsManager.send(new GetSecretValueCommand({ SecretId: `${name}/token`, VersionId: version }))),
    },
    {
      question: 'How often and how far apart is a failing rotation tried again, and under the same token?',
      settles: 'Secrets Manager [tries a failed rotation again]',
      expected: 'a handful of times within minutes, under the same token',
      ask: retries,
    },
    {
      question: 'Is a version that became AWSCURRENT before finishSecret tolerated?',
      settles: 'Secrets Manager [tolerates how we rotate]',
      expected: 'yes: AWSCURRENT stays where it was put',
      ask: (proof) => promoteEarly(proof, version),
    },
    {
      question: 'Can a secret have a rotation function without rules?',
      settles: null,
      expected: 'refused, or RotationEnabled without a next date',
      ask: rotateWithoutRules,
    },
    {
      question: 'Does ListSecrets show a new version at once?',
      settles: '`ListSecrets` shows every change within six minutes',
      expected: 'within a second',
      ask: listLag,
    },
  ]
}

async function retries(proof: Proof): Promise<string> {
  const startedAt = new Date()
  const { RotationLambdaARN: arn = '' } = await describeToken(proof)
  await delay(retriesMs)
  const dimension = { Name: 'FunctionName', Value: arn.split(':').at(-1) ?? '' }
  const metric = { Namespace: 'AWS/Lambda', MetricName: 'Invocations', Dimensions: [dimension] }
  const query = { Id: 'invocations', MetricStat: { Metric: metric, Period: 60, Stat: 'Sum' } }
  const { MetricDataResults: [found] = [] } = await proof.cloudwatch.send(
    new GetMetricDataCommand({ StartTime: startedAt, EndTime: new Date(), MetricDataQueries: [query] }),
  )
  const invocations = (found?.Timestamps ?? []).map((at, index) => `${at.toISOString()}: ${found?.Values?.[index]}`)
  const { VersionIdsToStages = {} } = await describeToken(proof)
  return `invocations ${invocations.join(', ') || 'none'}; versions ${Object.keys(VersionIdsToStages).length}`
}

async function promoteEarly(proof: Proof, version: string): Promise<string> {
  const { secretsManager, name } = proof
  const SecretId = `${name}/token`
  const { VersionIdsToStages: before = {} } = await describeToken(proof)
  const current = Object.entries(before).find(([, stages]) => stages.includes('AWSCURRENT'))?.[0]
  const token = { SecretId, ClientRequestToken: version, SecretString: 'minted', VersionStages: ['AWSPENDING'] }
  await secretsManager.send(new PutSecretValueCommand(token))
  const move = { SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId: version, RemoveFromVersionId: current }
  await secretsManager.send(new UpdateSecretVersionStageCommand(move))
  await delay(2 * 60_000)
  const { VersionIdsToStages = {}, LastRotatedDate } = await describeToken(proof)
  return `stages ${VersionIdsToStages[version]?.join(', ') ?? 'none'}; last rotated ${LastRotatedDate?.toISOString() ?? 'never'}`
}

async function rotateWithoutRules(proof: Proof): Promise<string> {
  const { RotationLambdaARN } = await describeToken(proof)
  const rotate = { SecretId: `${proof.name}/bare`, RotationLambdaARN, RotateImmediately: false }
  const said = await errorOf(proof.secretsManager.send(new RotateSecretCommand(rotate)))
  const { RotationEnabled, NextRotationDate } = await describeToken(proof, 'bare')
  return `${said}; RotationEnabled ${RotationEnabled}, next ${NextRotationDate?.toISOString() ?? 'never'}`
}

async function listLag({ secretsManager, name }: Proof): Promise<string> {
  const client = `${name}/client`
  const put = new PutSecretValueCommand({ SecretId: client, SecretString: '{"id":"nobody","secret":"other"}' })
  const { VersionId = '' } = await secretsManager.send(put)
  const lagMs = await msUntil(async () => {
    const list = new ListSecretsCommand({ Filters: [{ Key: 'name', Values: [client] }] })
    const { SecretList = [] } = await secretsManager.send(list)
    return SecretList.some(({ SecretVersionsToStages = {} }) => SecretVersionsToStages[VersionId]?.[0] === 'AWSCURRENT')
  }, 120_000)
  return lagMs === null ? 'not within 120 s' : `after ${lagMs} ms`
}
