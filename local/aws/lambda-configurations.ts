import type { IncomingMessage } from 'node:http'
import type { AwsAnswer } from './endpoint.ts'
import { AwsRefusal } from './refusal.ts'

/** Functions of others, of which the lab knows when they were deployed and runs none. */
export type LambdaConfigurations = {
  /** Deploys a function at an instant (epoch milliseconds), with what its environment holds. */
  readonly deploy: (functionArn: string, at: number, environment?: Readonly<Record<string, string>>) => void
  /** The function whose configuration a request asks for; null where it asks for something else. */
  readonly askedFor: (request: IncomingMessage) => string | null
  readonly answer: (functionArn: string) => AwsAnswer
}

type Deployed = { readonly at: number; readonly environment: Readonly<Record<string, string>> }

const path = /^\/2015-03-31\/functions\/([^/?]+)\/configuration/

export function createLambdaConfigurations(): LambdaConfigurations {
  const functions = new Map<string, Deployed>()
  return {
    deploy(functionArn, at, environment = {}) {
      functions.set(functionArn, { at, environment })
    },
    askedFor({ url = '', method }) {
      const name = method === 'GET' ? path.exec(url)?.[1] : undefined
      return name === undefined ? null : decodeURIComponent(name)
    },
    answer(functionArn) {
      const deployed = functions.get(functionArn)
      if (deployed === undefined)
        throw new AwsRefusal('ResourceNotFoundException', `Function not found: ${functionArn}`, 404)
      const body = JSON.stringify(configurationOf(functionArn, deployed))
      return { status: 200, headers: { 'content-type': 'application/json' }, body }
    },
  }
}

/** Lambda writes the zone without a colon. */
function configurationOf(arn: string, { at, environment }: Deployed) {
  const LastModified = new Date(at).toISOString().replace('Z', '+0000')
  return { FunctionArn: arn, LastModified, Environment: { Variables: environment } }
}
