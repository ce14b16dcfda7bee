import type { IncomingMessage } from 'node:http'
import type { AwsAnswer, Service } from './endpoint.ts'
import { type Operations, perform } from './operation.ts'
import { AwsRefusal } from './refusal.ts'

export type JsonServiceOptions = {
  readonly version: '1.0' | '1.1'
  readonly operations: Operations
  /** The service's exception for a parameter that it does not take. */
  readonly invalidCode: string
  /**
   * Set for services that once spoke the query protocol: their exceptions carry the old code in a header. Names the codes
   * that differ from the exception's name.
   */
  readonly queryCodes?: Readonly<Record<string, string>>
}

/** A service that speaks AWS JSON: the operation in `X-Amz-Target`, one JSON object in and out. */
export function jsonService({ version, operations, invalidCode, queryCodes }: JsonServiceOptions): Service {
  const contentType = `application/x-amz-json-${version}`
  return {
    read: (request, body) => ({ operation: targetOf(request), input: parse(body) }),
    async answer(exchange) {
      const output = await perform(operations, invalidCode, exchange)
      return { status: 200, headers: { 'content-type': contentType }, body: JSON.stringify(output ?? {}) }
    },
    refuse: (refusal) =>
      refusalAnswer(refusal, {
        'content-type': contentType,
        ...(queryCodes && { 'x-amzn-query-error': `${queryCodes[refusal.code] ?? refusal.code};Sender` }),
      }),
  }
}

/** The shape of every AWS JSON error. */
export function refusalAnswer(refusal: AwsRefusal, headers: Readonly<Record<string, string>>): AwsAnswer {
  return {
    status: refusal.status,
    headers: { ...headers, 'x-amzn-errortype': refusal.code },
    body: JSON.stringify({ __type: refusal.code, message: refusal.message }),
  }
}

/** `secretsmanager.GetSecretValue` -> `GetSecretValue`. */
export function targetOf(request: IncomingMessage): string {
  const target = request.headers['x-amz-target']
  if (typeof target !== 'string') throw new AwsRefusal('UnknownOperationException', 'No operation is named')
  return target.slice(target.lastIndexOf('.') + 1)
}

export function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw new AwsRefusal('SerializationException', 'The body is not JSON')
  }
}
