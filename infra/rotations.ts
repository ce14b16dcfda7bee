import { Duration, Stack } from 'aws-cdk-lib'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnRotationSchedule } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import type { Check } from '../functions/core/check.ts'
import type { Deployment } from '../functions/core/deployment.ts'
import type { Vantage } from '../functions/core/vantages.ts'
import { TokenwatchFunction } from './function.ts'
import type { Functions } from './functions.ts'
import { idAt } from './network.ts'
import { idsOf, probedBy, secretArn } from './secret-arns.ts'
import { SecretGrants } from './secret-grants.ts'

export type RotationsProps = {
  readonly deployment: Deployment
  readonly bundles: string
  readonly functions: Functions
}

/** Secrets Manager's longest rate: `tick` starts rotations by what it knows of expiry, the service's own clock is the backstop. */
const backstop = 'rate(999 days)'

/**
 * Who may renew what. Only `tick` starts rotations (and AWS wants the one who starts one to be allowed to invoke the rotation
 * function); only `rotate` writes versions, of the secrets that the config gives to it and of no others. Each vantage with such
 * secrets has a `rotate` of its own, since it mints and probes from there.
 */
export class Rotations extends Construct {
  readonly functions: readonly TokenwatchFunction[]

  constructor(scope: Construct, id: string, props: RotationsProps) {
    super(scope, id)
    const { deployment, functions } = props
    this.functions = functions.probes.flatMap(({ vantage }) => {
      const ours = deployment.checks.filter(
        ({ rotation, environment }) => rotation.by === 'ours' && vantage.environments.includes(environment),
      )
      return ours.length === 0 ? [] : [this.#rotateFunction(vantage, ours, props)]
    })
    const rotated = deployment.checks.filter(({ rotation }) => rotation.by !== 'manual')
    const secrets = idsOf(rotated.flatMap(({ secret }) => secret ?? [])).map((one) => secretArn(this, one))
    if (secrets.length === 0) return
    functions.tick.allow('StartRotations', ['secretsmanager:RotateSecret'], secrets)
    const existing = deployment.checks.flatMap(({ rotation }) =>
      rotation.by === 'existing' ? [rotation.functionArn] : [],
    )
    const rotators = [...new Set(existing), ...this.functions.map(({ lambda }) => lambda.functionArn)]
    if (rotators.length > 0) functions.tick.allow('InvokeRotators', ['lambda:InvokeFunction'], rotators)
  }

  #rotateFunction(
    vantage: Vantage,
    ours: readonly Check[],
    { deployment, bundles, functions }: RotationsProps,
  ): TokenwatchFunction {
    const network = functions.networks.get(vantage.name)
    const rotate = new TokenwatchFunction(this, idAt(vantage, 'Rotate'), {
      code: `${bundles}/rotate`,
      description: "Secrets Manager's four steps for the secrets that Tokenwatch renews",
      environment: {},
      timeout: Duration.minutes(2),
      memoryMb: 512,
      retention: deployment.retentionDays,
      ...(network === undefined ? {} : { network }),
    })
    const own = idsOf(ours.flatMap(({ secret }) => secret ?? [])).map((one) => secretArn(this, one))
    rotate.allow('WriteVersions', ['secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage'], own)
    const stages = (['AWSCURRENT', 'AWSPENDING'] as const).flatMap((stage) =>
      ours.flatMap(({ secret }) => (secret === null ? [] : [{ ...secret, stage }])),
    )
    const others = ours.flatMap((check) => [
      ...probedBy(check),
      ...(check.rotation.by === 'ours' ? [check.rotation.client] : []),
    ])
    const references = [...stages, ...others]
    new SecretGrants(this, idAt(vantage, 'RotateSecrets'), { role: rotate.role, references, grants: 'each' })
    this.#allowEncrypting(rotate, ours)
    // Without the account, any account's Secrets Manager could be made to call it.
    rotate.lambda.addPermission('SecretsManager', {
      principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
      sourceAccount: Stack.of(this).account,
    })
    for (const secretId of idsOf(ours.flatMap(({ secret }) => secret ?? []))) this.#schedule(secretId, rotate)
    return rotate
  }

  /** A new version under a customer's key is encrypted with a data key of it. */
  #allowEncrypting(rotate: TokenwatchFunction, ours: readonly Check[]): void {
    const keys = ours.flatMap(({ secret }) => (secret === null || secret.keyArn === null ? [] : [secret.keyArn]))
    if (keys.length === 0) return
    const viaService = { StringEquals: { 'kms:ViaService': `secretsmanager.${Stack.of(this).region}.amazonaws.com` } }
    rotate.allow('EncryptVersions', ['kms:GenerateDataKey'], [...new Set(keys)], viaService)
  }

  /** A deployment rotates nothing: `rotateImmediatelyOnUpdate` would, by default. */
  #schedule(secretId: string, rotate: TokenwatchFunction): void {
    const schedule = new CfnRotationSchedule(this, `Schedule-${secretId}`, {
      secretId,
      rotationLambdaArn: rotate.lambda.functionArn,
      rotateImmediatelyOnUpdate: false,
      rotationRules: { scheduleExpression: backstop },
    })
    schedule.node.addDependency(rotate)
  }
}
