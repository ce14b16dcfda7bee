import assert from 'node:assert/strict'
import type { Check } from '../../functions/core/check.ts'
import { type RotateDependencies, rotate } from '../../functions/core/rotation/rotate.ts'
import type { RotationStep } from '../../functions/core/rotation/rotation-event.ts'
import { RotationStopped } from '../../functions/core/rotation/rotation-stopped.ts'
import { aCheck, aDeployment, aRequest, aSecret, declaring, expecting, reading } from './check.ts'
import { type OAuthLab, startLab } from './oauth-lab.ts'
import { onLoopback } from './probing.ts'
import { openVersions, type Versions } from './versions.ts'

export const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:production/ci-AbCdEf'

type StepOptions = Partial<RotateDependencies> & { readonly check?: Check; readonly versionId?: string }

/** A rotation of `production/ci`, from `version-1` to `version-2`, by the lab's client. */
export type Rotating = {
  readonly lab: OAuthLab
  readonly versions: Versions
  readonly check: Check
  step(name: RotationStep, options?: StepOptions): Promise<Check>
  /** How often a token was asked for. */
  mints(): number
}

/** Starts the lab, with a secret that holds a token and something else. */
export async function startRotating(): Promise<Rotating> {
  const lab = await startLab()
  const versions = openVersions('production/ci', '{"host":"api.example","key":"marked-7f3a9c-old"}')
  const check = aRotatedCheck(lab)
  return {
    lab,
    versions,
    check,
    mints: () => lab.oauth.requests.get(new URL(lab.oauth.tokenUrl).pathname) ?? 0,
    step: (step, { check: rotated = check, versionId = 'version-2', ...overrides } = {}) => {
      const dependencies = { ...lab.prober.dependencies, deployment: aDeployment([rotated]), versions, ...overrides }
      return rotate({ step, secretArn, versionId, rotationToken: null }, dependencies)
    },
  }
}

/** Why a step stopped; anything but our own error, and any word of a token, fails the test. */
export async function whyStopped(step: Promise<unknown>): Promise<string> {
  const error = await step.then(
    () => assert.fail('it did not stop'),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof RotationStopped, String(error))
  assert.doesNotMatch(error.message, /marked|7f3a9c/)
  return error.message
}

/** A check whose token our function mints anew with the lab's client. */
function aRotatedCheck({ api, oauth }: OAuthLab): Check {
  return aCheck({
    question: aRequest(`${api.url}/me`),
    secret: aSecret({ token: 'key' }),
    paths: reading({ identity: 'login', scopes: 'scope' }),
    expect: expecting({ identity: 'billing-bot', scopes: { require: ['invoices:read'], forbid: [] } }),
    expiry: declaring({ secretField: { name: 'until', format: 'epoch_seconds' } }),
    rotation: {
      by: 'ours',
      grant: 'client_credentials',
      tokenUrl: oauth.tokenUrl,
      scope: null,
      audience: null,
      authentication: 'client_secret_basic',
      client: aSecret(
        { clientId: 'id', clientSecret: 'secret' },
        { source: { from: 'secrets-manager', id: 'production/billing' } },
      ),
      rotateWithinSeconds: 86_400,
    },
    ...onLoopback,
  })
}
