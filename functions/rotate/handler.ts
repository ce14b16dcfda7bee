import { setTimeout as sleep } from 'node:timers/promises'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { clientOptions } from '../aws/clients.ts'
import { readDeployment } from '../aws/deployment-file.ts'
import { lambdaHandler } from '../aws/lambda.ts'
import { logToStdout } from '../aws/logs.ts'
import { trustPrivateCa } from '../aws/private-ca.ts'
import { openVersions } from '../aws/secret-versions.ts'
import { openSecrets } from '../aws/secrets.ts'
import { profileIn } from '../core/deployment.ts'
import { openNetwork } from '../core/network/lanes.ts'
import { rotate } from '../core/rotation/rotate.ts'
import { parseRotationEvent } from '../core/rotation/rotation-event.ts'
import { RotationStopped } from '../core/rotation/rotation-stopped.ts'

// Once per container.
const now = Date.now
const deployment = readDeployment(import.meta.url)
trustPrivateCa(deployment)
const client = new SecretsManagerClient(clientOptions)
const dependencies = {
  deployment,
  versions: openVersions(client),
  lend: openSecrets(client, now).lend,
  network: openNetwork(),
  profileOf: profileIn(deployment),
  now,
  sleep,
}

/** Once per step of a rotation; Secrets Manager calls. The event holds a token of its own and is never logged. */
export const handler = lambdaHandler('rotate', async (event) => {
  const rotation = parseRotationEvent(event)
  if (rotation === null) throw new RotationStopped('not an event of Secrets Manager')
  const check = await rotate(rotation, dependencies)
  logToStdout({
    event: 'rotation',
    check: check.key,
    outcome: 'step_done',
    step: rotation.step,
    versionId: rotation.versionId,
  })
})
