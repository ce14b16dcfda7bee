import type { IncomingMessage } from 'node:http'
import type { AwsAnswer } from './endpoint.ts'
import { AwsRefusal } from './refusal.ts'

/** A question about a function of somebody else. */
export type LambdaQuestion = {
  readonly operation: 'GetFunctionConfiguration' | 'GetPolicy'
  readonly input: { readonly FunctionName: string }
}

/** Functions of others, of which the lab knows when they were deployed and who may invoke them, and runs none. */
export type LambdaConfigurations = {
  /** Deploys a function at an instant (epoch milliseconds), with what its environment holds. */
  readonly deploy: (functionArn: string, at: number, environment?: Readonly<Record<string, string>>) => void
  /** Sets the resource policy of a function, as JSON. */
  readonly setPolicy: (functionArn: string, policy: string) => void
  /** Reads the question of a request about a function; null where it asks for something else. */
  readonly askedFor: (request: IncomingMessage) => LambdaQuestion | null
  readonly answer: (question: LambdaQuestion) => AwsAnswer
}

type Deployed = { readonly at: number; readonly environment: Readonly<Record<string, string>> }

const path = /^\/2015-03-31\/functions\/([^/?]+)\/(configuration|policy)/

export function createLambdaConfigurations(): LambdaConfigurations {
  const functions = new Map<string, Deployed>()
  const policies = new Map<string, string>()

  function found<T>(known: ReadonlyMap<string, T>, functionArn: string): T {
    const value = known.get(functionArn)
    if (value !== undefined) return value
    throw new AwsRefusal('ResourceNotFoundException', `The resource you requested does not exist: ${functionArn}`, 404)
  }

  return {
    deploy(functionArn, at, environment = {}) {
      functions.set(functionArn, { at, environment })
    },
    setPolicy: (functionArn, policy) => void policies.set(functionArn, policy),
    askedFor({ url = '', method }) {
      const [, name, asked] = (method === 'GET' ? path.exec(url) : null) ?? []
      if (name === undefined) return null
      const operation = asked === 'policy' ? 'GetPolicy' : 'GetFunctionConfiguration'
      return { operation, input: { FunctionName: decodeURIComponent(name) } }
    },
    answer({ operation, input: { FunctionName } }) {
      const answer =
        operation === 'GetPolicy'
          ? { Policy: found(policies, FunctionName), RevisionId: 'lab' }
          : configurationOf(FunctionName, found(functions, FunctionName))
      return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) }
    },
  }
}

/** Lambda writes the zone without a colon. */
function configurationOf(arn: string, { at, environment }: Deployed) {
  const LastModified = new Date(at).toISOString().replace('Z', '+0000')
  return { FunctionArn: arn, LastModified, Environment: { Variables: environment } }
}
