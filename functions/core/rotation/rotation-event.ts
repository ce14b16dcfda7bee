/** The four steps, in order. The user guide spells them both ways (`createSecret`, `create_secret`). */
export type RotationStep = 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret'

/** Event that Secrets Manager sends to a rotation function. `rotationToken` is opaque and as sensitive as a secret. */
export type RotationEvent = {
  /** `reconcile` is our own work between the steps. */
  readonly step: RotationStep | 'reconcile'
  /** Full ARN of the secret. */
  readonly secretArn: string
  /** ClientRequestToken: the id of the version that the rotation makes. */
  readonly versionId: string
  readonly rotationToken: string | null
}

const steps: ReadonlyMap<string, RotationStep> = new Map([
  ['createSecret', 'createSecret'],
  ['create_secret', 'createSecret'],
  ['setSecret', 'setSecret'],
  ['set_secret', 'setSecret'],
  ['testSecret', 'testSecret'],
  ['test_secret', 'testSecret'],
  ['finishSecret', 'finishSecret'],
  ['finish_secret', 'finishSecret'],
])

/** Parses the event; `null` for anything that Secrets Manager does not send. */
export function parseRotationEvent(event: unknown): RotationEvent | null {
  if (typeof event !== 'object' || event === null) return null
  const fields = new Map<string, unknown>(Object.entries(event))
  const [step, secretArn, versionId, token] = ['Step', 'SecretId', 'ClientRequestToken', 'RotationToken'].map((name) =>
    fields.get(name),
  )
  const known = typeof step === 'string' ? steps.get(step) : undefined
  if (known === undefined || typeof secretArn !== 'string' || typeof versionId !== 'string') return null
  return { step: known, secretArn, versionId, rotationToken: typeof token === 'string' ? token : null }
}
