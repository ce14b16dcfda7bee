import { z } from 'zod'
import { accountId, arnOf, region } from '../../aws/account.ts'
import { parameterArnOf } from '../../aws/parameters.ts'
import type { NeedsByOperation } from './need.ts'

const ofFunction = z.object({ FunctionName: z.string(), Qualifier: z.string().optional() })
const ofParameter = z.object({ Name: z.string(), WithDecryption: z.boolean().default(false) })
const ofTagged = z.looseObject({ ResourceId: z.string() })

/** Lambda's operations: whoever asks a function and waits for it, and whoever looks at what is deployed. */
export function lambdaNeeds(): NeedsByOperation {
  const on = (action: string) => (input: unknown) => {
    const { FunctionName: name, Qualifier } = ofFunction.parse(input)
    const arn = name.startsWith('arn:') ? name : arnOf('lambda', `function:${name}`)
    return [{ action, resource: Qualifier === undefined ? arn : `${arn}:${Qualifier}` }]
  }
  return {
    Invoke: on('lambda:InvokeFunction'),
    GetFunctionConfiguration: on('lambda:GetFunctionConfiguration'),
    GetPolicy: on('lambda:GetPolicy'),
  }
}

/** Parameter Store's; it decrypts in the caller's name. Everybody in the account may use AWS's own key through it. */
export function parameterNeeds(keyOf: (name: string) => string | null): NeedsByOperation {
  return {
    GetParameter(input) {
      const { Name, WithDecryption } = ofParameter.parse(input)
      const resource = parameterArnOf(Name)
      const keyArn = WithDecryption ? keyOf(Name) : null
      const context = {
        'kms:ViaService': `ssm.${region}.amazonaws.com`,
        'kms:CallerAccount': accountId,
        'kms:EncryptionContext:PARAMETER_ARN': resource,
      }
      const decrypting = keyArn === null ? [] : [{ action: 'kms:Decrypt', resource: keyArn, context }]
      return [{ action: 'ssm:GetParameter', resource }, ...decrypting]
    },
    ListTagsForResource: (input) => [
      { action: 'ssm:ListTagsForResource', resource: parameterArnOf(ofTagged.parse(input).ResourceId) },
    ],
    DescribeParameters: () => [{ action: 'ssm:DescribeParameters', resource: '*' }],
  }
}
