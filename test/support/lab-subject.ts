import {
  CancelRotateSecretCommand,
  RotateSecretCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { openVersions } from '../../functions/aws/secret-versions.ts'
import { openSecrets } from '../../functions/aws/secrets.ts'
import type { ConsumerReport } from '../../functions/core/consumers/observations.ts'
import type { Check } from '../../functions/core/model/check.ts'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import type { OurRotation } from '../../functions/core/model/ours.ts'
import { succeeded } from '../../functions/core/model/succeeded.ts'
import type { Network } from '../../functions/core/probe/network/network.ts'
import type { RotationMessage } from '../../functions/core/rotation/message.ts'
import { type Reconciled, reconcile } from '../../functions/core/rotation/reconcile.ts'
import { generationFor, type RotationRecord } from '../../functions/core/rotation/record.ts'
import { rotate } from '../../functions/core/rotation/rotate.ts'
import type { RotationStep } from '../../functions/core/rotation/rotation-event.ts'
import type { RotateDependencies } from '../../functions/core/rotation/rotation-run.ts'
import { rotationToken } from '../../functions/core/rotation/rotation-token.ts'
import { profileOf } from '../../functions/providers/providers.ts'
import { rotatorSpecOf } from '../../functions/providers/rotators.ts'
import type { SecretsManager } from '../../local/aws/secrets-manager.ts'
import { aCheck, aDeployment, aRequest, aSecret, declaring, expecting, reading } from './check.ts'
import { type KeyProvider, startKeyProvider } from './key-provider.ts'
import { onLoopback } from './probing.ts'
import type { Kind } from './rotation-kinds.ts'
import { inMemory, inTable, type openClients } from './rotation-stores.ts'
import { readerOf } from './secret-reader.ts'

const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:rotate'

/** A clock that only tests move. */
export type VirtualClock = { ms: number }

/** One rotated secret: its functions, and its observable state. */
export type LabSubject = {
  readonly check: Check
  readonly secretArn: string
  readonly deployment: Deployment
  readonly provider: KeyProvider
  readonly dependencies: RotateDependencies
  readonly notified: readonly RotationMessage[]
  readonly reports: ConsumerReport[]
  /** Readers of the secret that no consumer names. */
  readonly unnamed: string[]
  /** Clock time in milliseconds at which the invocation ends. */
  remaining: { untilMs: number }
  /** True while automatic repairs are held. */
  held: { now: boolean }
  /** Asks Secrets Manager to rotate, like `tick`. Returns the new version's id. */
  begin(): Promise<string>
  /** Asks Secrets Manager to rotate and lets it call the steps. Returns the new version's id. */
  request(): Promise<string>
  step(step: RotationStep, dependencies?: RotateDependencies): Promise<Check>
  /** Runs all steps in the order of Secrets Manager. Returns true if they all succeeded. */
  steps(dependencies?: RotateDependencies): Promise<boolean>
  reconcile(dependencies?: RotateDependencies): Promise<readonly Reconciled[]>
  record(): Promise<RotationRecord | null>
  /** Makes Secrets Manager rotate every so many days by its own clock. Nothing receives those events. */
  schedule(days: number): void
  /** Value at a stage; undefined if there is none. */
  valueAt(stage: string): Promise<Record<string, string> | undefined>
  versionAt(stage: string): string | undefined
  close(): Promise<void>
}

/** Everything that all subjects of a lab share. */
export type SharedByLab = {
  readonly secretsManager: SecretsManager
  readonly clock: VirtualClock
  readonly keep: 'table' | 'memory'
  readonly clients: ReturnType<typeof openClients>
  readonly network: Network
}

const steps: readonly RotationStep[] = ['createSecret', 'setSecret', 'testSecret', 'finishSecret']

/** Puts a secret with a key of a provider of its own into the lab. */
export async function openLabSubject(
  lab: SharedByLab,
  kind: Kind,
  change: (rotation: OurRotation) => OurRotation,
  number: number,
): Promise<LabSubject> {
  const { secretsManager, clock, clients } = lab
  const provider = await startKeyProvider(() => clock.ms, kind.behaviour)
  const name = `production/subject-${number}`
  putFirstKey(name, provider, secretsManager)
  const { arn } = secretsManager.describe(name)
  const check = checkOf(name, number, provider, change(kind.rotation(provider.url)))
  const deployment = aDeployment([check])
  const [remaining, held] = [{ untilMs: Number.POSITIVE_INFINITY }, { now: false }]
  const [notified, reports, unnamed]: [RotationMessage[], ConsumerReport[], string[]] = [[], [], []]
  const dependencies: RotateDependencies = {
    ...adaptersOf(lab),
    deployment,
    reports: async () => reports,
    unnamedReaders: async () => unnamed,
    isHeld: async () => held.now,
    remainingMs: () => Math.min(remaining.untilMs - clock.ms, 300_000),
    notify: async (message) => void notified.push(message),
  }
  const versionAt = (stage: string) => holderOf(stage, secretsManager.describe(name).versionIdsToStages)
  const readVersion = readerOf(clients.secrets, name)
  const step: LabSubject['step'] = (called, using = dependencies) => {
    const versionId = versionAt('AWSPENDING') ?? versionAt('AWSCURRENT') ?? ''
    return rotate({ step: called, secretArn: arn, versionId, rotationToken: null }, using)
  }
  return {
    check,
    secretArn: arn,
    deployment,
    provider,
    dependencies,
    notified,
    reports,
    unnamed,
    remaining,
    held,
    step,
    versionAt,
    async begin() {
      const token = await beginRotation(name, versionAt('AWSCURRENT') ?? '', check, dependencies, clients.secrets)
      secretsManager.enableRotation(name, functionArn)
      return token
    },
    request: () => requestRotation(name, versionAt('AWSCURRENT') ?? '', check, dependencies, clients.secrets),
    async steps(using = dependencies) {
      for (const called of steps) if (!(await succeeded(step(called, using)))) return false
      return true
    },
    reconcile: (using = dependencies) => reconcile([check.environment], using),
    record: () => dependencies.journal.read(check.key),
    schedule: (days) => secretsManager.enableRotation(name, functionArn, { AutomaticallyAfterDays: days }),
    valueAt: (stage) => readVersion(versionAt(stage)),
    close: () => provider.close(),
  }
}

const holderOf = (stage: string, stages: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(stages).find(([, labels]) => labels.includes(stage))?.[0]

/** Stores a key of the provider as the secret's first value, and enables rotation. */
function putFirstKey(name: string, provider: KeyProvider, secretsManager: SecretsManager): void {
  const { value, refresh, id, diesAt } = provider.add(name)
  const until = Math.floor(diesAt / 1_000)
  secretsManager.put(name, JSON.stringify({ key: value, refresh, id, until, kept: 'as it is' }))
  secretsManager.enableRotation(name, functionArn)
}

/** The real adapters over the lab's servers, on the lab's clock. */
function adaptersOf({ clock, clients, network, keep }: SharedByLab) {
  const now = () => clock.ms
  return {
    network,
    profileOf,
    specOf: rotatorSpecOf,
    now,
    random: () => 0.5,
    versions: openVersions(clients.secrets),
    ...(keep === 'memory' ? inMemory() : inTable(clients)),
    readCredential: openSecrets(clients.secrets, now).readCredential,
    sleep: async (milliseconds: number) => {
      clock.ms += milliseconds
    },
  }
}

/** Asks Secrets Manager to rotate, and cancels its own run, which would wait for an answer that never comes. The pending version stays. */
async function beginRotation(...given: Parameters<typeof requestRotation>): Promise<string> {
  const token = await requestRotation(...given)
  const [name, , , , client] = given
  await client.send(new CancelRotateSecretCommand({ SecretId: name }))
  return token
}

async function requestRotation(
  name: string,
  current: string,
  { key }: Check,
  { journal }: Pick<RotateDependencies, 'journal'>,
  client: SecretsManagerClient,
): Promise<string> {
  const token = rotationToken(name, current, generationFor(await journal.read(key), current))
  await client.send(new RotateSecretCommand({ SecretId: name, ClientRequestToken: token }))
  return token
}

function checkOf(name: string, number: number, { url }: KeyProvider, rotation: OurRotation): Check {
  return aCheck({
    id: `subject-${number}`,
    question: aRequest(`${url}/me`),
    secret: aSecret({ token: 'key' }, { source: { from: 'secrets-manager', id: name } }),
    paths: reading({ identity: 'login', scopes: 'scope' }),
    expect: expecting({ identity: 'bot' }),
    expiry: declaring({ secretField: { name: 'until', format: 'epoch_seconds' } }),
    rotation,
    ...onLoopback,
  })
}
