import { Construct } from 'constructs'
import type { TokenwatchFunction } from './function.ts'
import { Rotator, type RotatorProps } from './rotator.ts'
import { idsOf, secretArn } from './secret-arns.ts'

/**
 * Who may renew what. Only `tick` starts rotations (and AWS wants the one who starts one to be allowed to invoke the rotation
 * function); the function of ours exists where a check is renewed by it.
 */
export class Rotations extends Construct {
  readonly rotate: TokenwatchFunction | null

  constructor(scope: Construct, id: string, props: RotatorProps) {
    super(scope, id)
    const { deployment, functions } = props
    const isOurs = deployment.checks.some(({ rotation }) => rotation.by === 'ours')
    this.rotate = isOurs ? new Rotator(this, 'Rotator', props).function : null
    const rotated = deployment.checks.filter(({ rotation }) => rotation.by !== 'manual')
    const secrets = idsOf(rotated.flatMap(({ secret }) => secret ?? [])).map((one) => secretArn(this, one))
    if (secrets.length === 0) return
    functions.tick.allow('StartRotations', ['secretsmanager:RotateSecret'], secrets)
    const existing = deployment.checks.flatMap(({ rotation }) =>
      rotation.by === 'existing' ? [rotation.functionArn] : [],
    )
    const rotators = [...new Set(existing), ...(this.rotate === null ? [] : [this.rotate.lambda.functionArn])]
    if (rotators.length > 0) functions.tick.allow('InvokeRotators', ['lambda:InvokeFunction'], rotators)
  }
}
