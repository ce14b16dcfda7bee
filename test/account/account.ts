import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { CreateSecretCommand, DeleteSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SNSClient } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { SSMClient } from '@aws-sdk/client-ssm'
import type { Inboxes } from './inboxes.ts'
import { type Listener, listenerOf, synthesizeListener } from './listener.ts'
import { type Mailbox, openMailbox } from './mailbox.ts'
import { sampleConfig, sampleSecrets } from './sample.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const cdkLimitMs = 30 * 60_000

/** A deployed sample, with the clients that look at it. */
export type Proof = {
  readonly name: string
  readonly queueUrl: string
  readonly secretsManager: SecretsManagerClient
  readonly sns: SNSClient
  readonly sqs: SQSClient
  readonly cloudwatch: CloudWatchClient
  readonly lambda: LambdaClient
  readonly ssm: SSMClient
  readonly logs: CloudWatchLogsClient
  /** The function that the page topic delivers to. */
  readonly listener: Listener
  /** Receives what every topic of the stack sends to the queue. */
  readonly mailbox: Mailbox
}

/** Returns true if the SDK finds credentials and a Region in the usual places. */
export async function isSignedIn(): Promise<boolean> {
  const { config } = new SecretsManagerClient({})
  try {
    await Promise.all([config.credentials(), config.region()])
    return true
  } catch {
    return false
  }
}

/** Deploys the sample under a name of its own, passes it to `look`, and removes everything in any case. */
export async function withProof(inboxes: Inboxes, look: (proof: Proof) => Promise<void>): Promise<void> {
  const name = `proof-${randomBytes(4).toString('hex')}`
  const directory = await mkdtemp(join(tmpdir(), 'tokenwatch-proof-'))
  const clients = {
    secretsManager: new SecretsManagerClient({}),
    sns: new SNSClient({}),
    sqs: new SQSClient({}),
    cloudwatch: new CloudWatchClient({}),
    lambda: new LambdaClient({}),
    ssm: new SSMClient({}),
    logs: new CloudWatchLogsClient({}),
  }
  await using undo = new AsyncDisposableStack()
  undo.defer(() => rm(directory, { recursive: true, force: true }))
  undo.defer(() => rm(join(root, 'dist', name), { recursive: true, force: true }))
  const { queueUrl, queueArn } = await createQueue(name, clients.sqs)
  undo.defer(async () => void (await clients.sqs.send(new DeleteQueueCommand({ QueueUrl: queueUrl }))))
  const listener = listenerOf(name, queueArn)
  const listening = ['--app', synthesizeListener(listener, join(directory, 'listener')).directory]
  undo.defer(() => cdk(['destroy', '--force', '--all', ...listening]))
  await cdk(['deploy', '--require-approval', 'never', '--all', ...listening])
  for (const [Name, SecretString] of sampleSecrets(name)) {
    undo.defer(() => deleteSecret(clients.secretsManager, Name))
    await clients.secretsManager.send(new CreateSecretCommand({ Name, SecretString }))
  }
  const config = join(directory, 'config.json')
  await writeFile(config, JSON.stringify(sampleConfig(name, { queueArn, ...listener, inboxes })))
  const context = ['-c', `config=${config}`, '--output', join(directory, 'cdk.out')]
  undo.defer(() => cdk(['destroy', '--force', '--all', ...context]))
  await cdk(['deploy', '--require-approval', 'never', '--all', ...context])
  await look({ name, queueUrl, listener, mailbox: openMailbox(clients.sqs, queueUrl), ...clients })
}

async function createQueue(name: string, sqs: SQSClient) {
  const { QueueUrl: queueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }))
  if (queueUrl === undefined) throw new Error('SQS gives no address for the queue')
  const asked = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] })
  const queueArn = (await sqs.send(asked)).Attributes?.['QueueArn'] ?? ''
  const attributes = { Policy: JSON.stringify(proofQueuePolicy(queueArn)) }
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: attributes }))
  return { queueUrl, queueArn }
}

/** Lets the topics of the account deliver to the queue of the proof. The stack cannot: the queue is not its own. */
export function proofQueuePolicy(queueArn: string): object {
  const account = queueArn.split(':')[4]
  const Statement = [
    {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: queueArn,
      Condition: { StringEquals: { 'aws:SourceAccount': account } },
    },
  ]
  return { Version: '2012-10-17', Statement }
}

async function deleteSecret(secretsManager: SecretsManagerClient, SecretId: string): Promise<void> {
  await secretsManager
    .send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }))
    .catch((error: Error) => process.stderr.write(`${SecretId} is left behind: ${error.name}\n`))
}

/** Runs a command of the CDK. A failing `destroy` rejects too: what is left behind costs money, and its name is on the screen. */
function cdk(argv: readonly string[]): Promise<void> {
  const cli = join(root, 'node_modules/aws-cdk/bin/cdk')
  const child = spawn(process.execPath, [cli, ...argv], { cwd: root, stdio: 'inherit', timeout: cdkLimitMs })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`cdk ${argv[0]} ended with ${code}`))))
  })
}
