import { type Endpoint, startEndpoint } from './endpoint.ts'
import { refusalAnswer } from './json.ts'
import { Refusal } from './refusal.ts'

export type LambdaConfigurations = Endpoint & {
  /** Deploys a function at an instant (epoch milliseconds), with what its environment holds. */
  readonly deploy: (functionArn: string, at: number, environment?: Readonly<Record<string, string>>) => void
}

type Deployed = { readonly at: number; readonly environment: Readonly<Record<string, string>> }

const path = /^\/2015-03-31\/functions\/([^/?]+)\/configuration/

/** A Lambda on loopback that tells of deployed functions and runs none. */
export async function startLambdaConfigurations({
  now = Date.now,
}: {
  now?: () => number
} = {}): Promise<LambdaConfigurations> {
  const functions = new Map<string, Deployed>()
  const endpoint = await startEndpoint(
    {
      read({ url = '' }) {
        const [, name] = path.exec(url) ?? []
        if (name === undefined) throw new Refusal('UnknownOperationException', 'Only configurations are told here', 404)
        return { operation: 'GetFunctionConfiguration', input: { FunctionName: decodeURIComponent(name) } }
      },
      async answer({ request: { url = '' } }) {
        const arn = decodeURIComponent(path.exec(url)?.[1] ?? '')
        const deployed = functions.get(arn)
        if (deployed === undefined) throw new Refusal('ResourceNotFoundException', `Function not found: ${arn}`, 404)
        return {
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(configurationOf(arn, deployed)),
        }
      },
      refuse: (refusal) => refusalAnswer(refusal, { 'content-type': 'application/json' }),
    },
    now,
  )
  return {
    ...endpoint,
    deploy(functionArn, at, environment = {}) {
      functions.set(functionArn, { at, environment })
    },
  }
}

/** Lambda writes the zone without a colon. */
function configurationOf(arn: string, { at, environment }: Deployed) {
  const LastModified = new Date(at).toISOString().replace('Z', '+0000')
  return { FunctionArn: arn, LastModified, Environment: { Variables: environment } }
}
