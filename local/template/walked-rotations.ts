import { accountId } from '../aws/account.ts'
import type { Aws } from '../aws/aws.ts'
import type { RotationRequest } from '../aws/rotations.ts'
import type { Authority } from './authority.ts'
import type { TemplatePlan } from './plan.ts'
import { rotationScheduleResource } from './resources/compute.ts'
import { functionNamed, type WalkedFunction } from './walked-functions.ts'

type Rotating = { readonly authority: Authority; readonly functions: readonly WalkedFunction[] }

/** Hands a plan's secrets to their rotation functions; throws where Secrets Manager could not call one. */
export function enableRotations(plan: TemplatePlan, aws: Aws, rotating: Rotating): void {
  for (const { id, properties } of plan.all(rotationScheduleResource)) {
    const { SecretId, RotationLambdaARN: functionArn } = properties
    if (!mayInvoke(functionArn, rotating.authority))
      throw new Error(`${id}: Secrets Manager may not invoke ${functionArn}`)
    aws.secretsManager.enableRotation(SecretId, functionArn)
  }
}

/** One step of a rotation, as Secrets Manager calls it in its own name. */
export async function invokeRotation(functionArn: string, request: RotationRequest, rotating: Rotating): Promise<void> {
  if (!mayInvoke(functionArn, rotating.authority)) throw new Error('the rotation function may not be invoked')
  const outcome = await functionNamed(rotating.functions, functionArn).lambda.invoke(request)
  if (!outcome.ok) throw new Error('the rotation function failed')
}

/** Of the context, only the account is documented; a permission that asks for more would not hold. */
function mayInvoke(functionArn: string, authority: Authority): boolean {
  const need = { action: 'lambda:InvokeFunction', resource: functionArn, context: { 'aws:SourceAccount': accountId } }
  return authority.refused({ kind: 'service', name: 'secretsmanager.amazonaws.com' }, [need]) === null
}
