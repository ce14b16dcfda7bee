/**
 * Runs rotations in a process of its own, which a test kills. Its calls go over sockets to the lab; its clock and its messages are the
 * parent's.
 */
import { flushCompileCache } from 'node:module'
import { openVersions } from '../../functions/aws/secret-versions.ts'
import { openSecrets } from '../../functions/aws/secrets.ts'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import { profileIn } from '../../functions/core/model/deployment.ts'
import { openNetwork } from '../../functions/core/probe/network/lanes.ts'
import { reconcile, reconcileGivenUp } from '../../functions/core/rotation/reconcile.ts'
import { rotate } from '../../functions/core/rotation/rotate.ts'
import type { RotateDependencies } from '../../functions/core/rotation/rotation-run.ts'
import { rotatorSpecOf } from '../../functions/providers/rotators.ts'
import { inTable, openClients } from '../support/rotation-stores.ts'
import { type FromWorker, type Job, type LabAddresses, type ToWorker, workerKey } from './worker-messages.ts'

/** As the deployed function: five minutes. */
const invocationMs = 300_000

let nowMs = 0
let goOn: () => void = () => undefined
let dependencies: Omit<RotateDependencies, 'deployment' | 'profileOf' | 'remainingMs'> | null = null

const tell = (message: FromWorker) => void process.send?.(message)

/** Tells the parent and waits until it lets the worker go on. */
function ask(message: FromWorker): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  goOn = resolve
  tell(message)
  return promise
}

function open(lab: LabAddresses): NonNullable<typeof dependencies> {
  const at = (url: string) => ({ url })
  const servers = { secretsManager: at(lab.secretsManager), dynamodb: at(lab.dynamodb), kms: at(lab.kms) }
  const clients = openClients(servers, workerKey)
  const now = () => nowMs
  return {
    ...inTable(clients),
    versions: openVersions(clients.secrets),
    readCredential: openSecrets(clients.secrets, now).readCredential,
    network: openNetwork(),
    specOf: rotatorSpecOf,
    reports: async () => [],
    unnamedReaders: async () => [],
    isHeld: async () => false,
    now,
    sleep: (ms) => ask({ kind: 'sleep', ms }),
    random: () => 0.5,
    notify: ({ kind, pendingMessage: { problem } }) => ask({ kind: 'notify', act: kind, problem }),
  }
}

async function perform(job: Job, deployment: Deployment, lab: LabAddresses): Promise<void> {
  dependencies ??= open(lab)
  const untilMs = nowMs + invocationMs
  const remainingMs = () => untilMs - nowMs
  const using = { ...dependencies, deployment, profileOf: profileIn(deployment), remainingMs }
  if (job.kind === 'step') await rotate(job.event, using)
  if (job.kind === 'look')
    await reconcile(
      deployment.environments.map(({ name }) => name),
      using,
    )
  if (job.kind === 'given_up') await reconcileGivenUp(job.givenUp, using)
}

let isKept = false

/** Leaves the compiled code to the next process, which begins at once: a process that is killed writes nothing when it ends. */
function keepCompiled(): void {
  if (!isKept) flushCompileCache()
  isKept = true
}

process.on('message', (message: ToWorker) => {
  nowMs = message.nowMs
  if (message.kind === 'go_on') return goOn()
  const ended = (why: string | null) => {
    tell({ kind: 'done', why })
    keepCompiled()
  }
  perform(message.job, message.deployment, message.lab).then(
    () => ended(null),
    (error: unknown) => ended(error instanceof Error ? error.message : 'failed'),
  )
})
