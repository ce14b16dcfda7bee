import type { IncomingMessage } from 'node:http'
import type { LambdaFunction } from '../lambda/function.ts'
import { type AwsAnswer, type AwsExchange, type Endpoint, type Service, startEndpoint } from './endpoint.ts'
import { parse, refusalAnswer } from './json.ts'
import { createLambdaConfigurations, type LambdaConfigurations } from './lambda-configurations.ts'
import { AwsRefusal } from './refusal.ts'

/** Lambda's own API: invokes a function and waits for it, and tells when a function was deployed and who may invoke it. */
export type Invocations = Endpoint &
  Pick<LambdaConfigurations, 'deploy' | 'setPolicy'> & {
    /** Adds a function that can be invoked, by itself and through its aliases. */
    readonly add: (lambda: LambdaFunction, aliases?: readonly string[]) => void
  }

/** Input of Invoke: the function, by name or ARN, its alias, and the event. */
export type InvocationInput = {
  readonly FunctionName: string
  readonly Qualifier?: string
  readonly Payload: unknown
}

/** Bytes of an event that is waited for (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const payloadLimit = 6 * 1024 * 1024

const json = { 'content-type': 'application/json' }

export async function startInvocations({ now = Date.now }: { now?: () => number } = {}): Promise<Invocations> {
  const functions = new Map<string, Invocable>()
  const { deploy, setPolicy, askedFor, answer } = createLambdaConfigurations()
  const service: Service = {
    read(request, body) {
      return askedFor(request) ?? { operation: 'Invoke', input: inputOf(request, body) }
    },
    async answer(exchange) {
      const asked = askedFor(exchange.request)
      return asked === null ? invoke(functions, exchange) : answer(asked)
    },
    refuse: (refusal) => refusalAnswer(refusal, json),
  }
  const endpoint = await startEndpoint(service, now)
  return {
    ...endpoint,
    deploy,
    setPolicy,
    add(lambda, aliases = []) {
      for (const name of [lambda.name, lambda.arn])
        for (const alias of [undefined, ...aliases]) functions.set(named(name, alias), { lambda, alias })
    },
  }
}

type Invocable = { readonly lambda: LambdaFunction; readonly alias: string | undefined }

const named = (name: string, alias: string | undefined) => (alias === undefined ? name : `${name}:${alias}`)

function inputOf({ url = '', method, headers }: IncomingMessage, body: Buffer): InvocationInput {
  const name = /^\/2015-03-31\/functions\/([^/?]+)\/invocations(\?|$)/.exec(url)?.[1]
  const Qualifier = new URL(url, 'http://lambda').searchParams.get('Qualifier')
  if (method !== 'POST' || name === undefined)
    throw new AwsRefusal('UnknownOperationException', `${method} ${url} is not known`)
  const type = headers['x-amz-invocation-type'] ?? 'RequestResponse'
  if (type !== 'RequestResponse')
    throw new AwsRefusal('InvalidParameterValueException', `Invocation type ${type} is not known`)
  if (body.length > payloadLimit)
    throw new AwsRefusal('RequestTooLargeException', 'Request must be smaller than 6291456 bytes', 413)
  return {
    FunctionName: decodeURIComponent(name),
    ...(Qualifier !== null && { Qualifier }),
    Payload: body.length === 0 ? null : parse(body),
  }
}

/** A function that fails is answered with 200 and a header: only the way to it can fail otherwise. */
async function invoke(functions: ReadonlyMap<string, Invocable>, { request, body }: AwsExchange): Promise<AwsAnswer> {
  const { FunctionName, Qualifier, Payload } = inputOf(request, body)
  const name = named(FunctionName, Qualifier)
  const found = functions.get(name)
  if (found === undefined) throw new AwsRefusal('ResourceNotFoundException', `Function not found: ${name}`, 404)
  const outcome = await found.lambda.invoke(Payload, found.alias)
  const executed = { ...json, 'x-amz-executed-version': '$LATEST' }
  if (outcome.ok) return { status: 200, headers: executed, body: JSON.stringify(outcome.payload ?? null) }
  const { errorType, errorMessage } = outcome
  const failed = { ...executed, 'x-amz-function-error': 'Unhandled' }
  return { status: 200, headers: failed, body: JSON.stringify({ errorType, errorMessage }) }
}
