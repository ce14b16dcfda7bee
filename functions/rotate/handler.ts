import { setTimeout as sleep } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { connectSns, openAlerts } from '../aws/alerts.ts'
import { clientOptions } from '../aws/clients.ts'
import { readDeployment } from '../aws/deployment-file.ts'
import { chatTopics, required, requiredTopics } from '../aws/environment.ts'
import { openDataKeys, openEscrow } from '../aws/escrow.ts'
import { openJournal } from '../aws/journal.ts'
import { type LambdaContext, lambdaHandler, placeOf } from '../aws/lambda.ts'
import { logToStdout } from '../aws/logs.ts'
import { trustPrivateCa } from '../aws/private-ca.ts'
import { openVersions } from '../aws/secret-versions.ts'
import { openSecrets } from '../aws/secrets.ts'
import { openSightings } from '../aws/sightings.ts'
import { lastReports } from '../core/consumers/sightings.ts'
import type { Check } from '../core/model/check.ts'
import { profileIn } from '../core/model/deployment.ts'
import { openNetwork } from '../core/probe/network/lanes.ts'
import { rotationMessage } from '../core/rotation/message.ts'
import { rehearse } from '../core/rotation/rehearse.ts'
import { rotate } from '../core/rotation/rotate.ts'
import type { RotationEvent } from '../core/rotation/rotation-event.ts'
import { RotationStopped } from '../core/rotation/rotation-stopped.ts'
import { type Tended, tend, tendGivenUp } from '../core/rotation/tend.ts'
import type { RotateDependencies } from '../core/rotation/turn.ts'
import { rotatorSpecOf } from '../providers/rotators.ts'
import { parseRequest } from './request.ts'

// Once per container.
const now = Date.now
const deployment = readDeployment(import.meta.url)
trustPrivateCa(deployment)
const client = new SecretsManagerClient(clientOptions)
const table = new DynamoDBClient(clientOptions)
const journal = openJournal(table, required('table'))
const sightings = openSightings(table, required('table'))
const publish = openAlerts(() => connectSns(clientOptions), { arns: requiredTopics(), chat: chatTopics() }, logToStdout)
const dependencies = {
  deployment,
  versions: openVersions(client),
  journal,
  stops: journal,
  escrow: openEscrow(table, required('table'), openDataKeys(required('escrowKeyId'))),
  lend: openSecrets(client, now).lend,
  network: openNetwork(),
  profileOf: profileIn(deployment),
  specOf: rotatorSpecOf,
  // Whoever has no consumers has no right to ask for what they said.
  reports: async (check: Check) => (check.consumers.length === 0 ? [] : lastReports(check.key, sightings)),
  now,
  sleep,
  random: Math.random,
}

/** Once per step of a rotation, per look of our own, and per rotation that was given up. An event may hold a token and is never logged. */
export const handler = lambdaHandler('rotate', async (event, context) => {
  const request = parseRequest(event)
  if (request === null) throw new RotationStopped('not an event of Secrets Manager')
  const around = surroundings(context)
  if (request.kind === 'step') return step(request.event, around)
  if (request.kind === 'rehearse') return rehearse(request.check, around)
  const tended =
    request.kind === 'tend'
      ? await tend(request.environments, around)
      : [await tendGivenUp(request.givenUp, around)].filter((one) => one !== null)
  for (const one of tended) note(one)
})

function surroundings(context: LambdaContext): RotateDependencies {
  const place = placeOf(deployment, context.invokedFunctionArn)
  return {
    ...dependencies,
    remainingMs: () => context.getRemainingTimeInMillis(),
    tell: (message) => publish(rotationMessage(message, place)),
  }
}

async function step(event: RotationEvent, around: RotateDependencies): Promise<void> {
  const check = await rotate(event, around)
  const done = { outcome: 'step_done', step: event.step, versionId: event.versionId } as const
  logToStdout({ event: 'rotation', check: check.key, ...done })
}

function note({ check, did, stopped }: Tended): void {
  if (did === 'none') return
  logToStdout({ event: 'rotation', check: check.key, outcome: 'tended', step: stopped ?? did, versionId: null })
}
