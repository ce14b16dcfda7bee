import { CfnOutput } from 'aws-cdk-lib'
import { type IKey, Key } from 'aws-cdk-lib/aws-kms'
import { Construct } from 'constructs'
import { checksToRehearse } from '../functions/config/wanting-rehearsal.ts'
import type { Check, CheckKey } from '../functions/core/model/check.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import type { TokenwatchFunction } from './function.ts'
import { whenGivenUp } from './given-up.ts'
import { RotatorConstruct, type RotatorProps } from './rotator.ts'
import { idsOf, secretArn } from './secret-arns.ts'
import { removalOf } from './state.ts'

/** Most secrets that the output names: the value of an output has a limit. */
const mostNames = 3

/**
 * Permissions to rotate. Only `tick` starts rotations; AWS requires that the caller may also invoke the rotation function. Each
 * probe location with secrets that Tokenwatch rotates has a `rotate` function of its own.
 */
export class RotationWiring extends Construct {
  readonly functions: readonly TokenwatchFunction[]
  /** Rotation function of each environment. */
  readonly byEnvironment: ReadonlyMap<string, TokenwatchFunction>

  constructor(scope: Construct, id: string, props: RotatorProps) {
    super(scope, id)
    const { deployment, functions } = props
    const isOurs = deployment.checks.some(({ rotation }) => rotation.by === 'ours')
    const escrow = isOurs ? this.#escrow(deployment) : null
    const placed = functions.probes.flatMap(({ location }) => {
      const ours = deployment.checks.filter(
        ({ rotation, environment }) => rotation.by === 'ours' && location.environments.includes(environment),
      )
      if (escrow === null || ours.length === 0) return []
      return [{ location, rotates: new RotatorConstruct(this, { location, ours, escrow }, props).function }]
    })
    this.functions = placed.map(({ rotates }) => rotates)
    this.byEnvironment = new Map(
      placed.flatMap(({ location, rotates }) => location.environments.map((name) => [name, rotates] as const)),
    )
    this.#tellOwner(deployment.checks)
    this.#tellRehearsals(checksToRehearse(deployment))
    const rotated = deployment.checks.filter(({ rotation }) => rotation.by !== 'manual')
    const secrets = idsOf(rotated.flatMap(({ secret }) => secret ?? [])).map((one) => secretArn(this, one))
    if (secrets.length === 0) return
    functions.tick.allow('StartRotations', ['secretsmanager:RotateSecret'], secrets)
    const existing = deployment.checks.flatMap(({ rotation }) =>
      rotation.by === 'existing' ? [rotation.functionArn] : [],
    )
    const rotators = [...new Set(existing), ...this.functions.map(({ lambda }) => lambda.functionArn)]
    if (rotators.length > 0) functions.tick.allow('InvokeRotators', ['lambda:InvokeFunction'], rotators)
    whenGivenUp(this, functions.tick, props)
  }

  /** Names the secrets whose rotation function and schedule this deployment replaces. */
  #tellOwner(checks: readonly Check[]): void {
    const ours = checks.filter(({ rotation }) => rotation.by === 'ours')
    const names = idsOf(ours.flatMap(({ secret }) => secret ?? []))
    if (names.length === 0) return
    const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : ''
    new CfnOutput(this, 'TakesOver', {
      key: 'TakesOver',
      value: `Tokenwatch rotates ${names.slice(0, mostNames).join(', ')}${more}: it replaced any rotation function and schedule that was there`,
    })
  }

  /** Names the checks whose rotation does not start by itself until it was rehearsed. */
  #tellRehearsals(keys: readonly CheckKey[]): void {
    const [first] = keys
    if (first === undefined) return
    const more = keys.length > mostNames ? ` and ${keys.length - mostNames} more` : ''
    new CfnOutput(this, 'ToRehearse', {
      key: 'ToRehearse',
      value: `Rotations of ${keys.slice(0, mostNames).join(', ')}${more} start by themselves only within 30 days of a rehearsal: npx tokenwatch rotate ${first} --rehearse-live`,
    })
  }

  /**
   * Key of the escrow, separate from the keys of the secrets: losing one does not lose the other. The sealed values are in the table, so
   * the key is kept and adopted with it.
   */
  #escrow(deployment: Deployment): IKey {
    const kept = deployment.adopt?.escrowKey ?? null
    const key =
      kept === null
        ? new Key(this, 'Escrow', {
            description: 'New secret values of Tokenwatch that Secrets Manager did not accept',
            enableKeyRotation: true,
            removalPolicy: removalOf(deployment),
          })
        : Key.fromKeyArn(this, 'Escrow', kept)
    new CfnOutput(this, 'EscrowKey', { key: 'EscrowKey', value: key.keyArn })
    return key
  }
}
