import { z } from 'zod'
import { arnOf } from '../../aws/account.ts'
import type { NeedsByOperation } from './need.ts'

const ofFunction = z.object({ FunctionName: z.string(), Qualifier: z.string().optional() })
const ofParameter = z.object({ Name: z.string() })

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

/** Parameter Store's. Names of parameters begin with a slash, and their ARNs have no second one. */
export function parameterNeeds(): NeedsByOperation {
  return {
    GetParameter: (input) => [
      { action: 'ssm:GetParameter', resource: arnOf('ssm', `parameter${ofParameter.parse(input).Name}`) },
    ],
  }
}
