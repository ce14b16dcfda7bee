import { randomUUID } from 'node:crypto'
import type { Service } from './endpoint.ts'
import { type Operations, perform } from './operation.ts'
import { AwsRefusal } from './refusal.ts'
import { element } from './xml.ts'

/** A service that speaks the query protocol: a form in, XML out. */
export function queryService(options: { namespace: string; operations: Operations; invalidCode: string }): Service {
  const headers = { 'content-type': 'text/xml' }
  return {
    read(_request, body) {
      const { Action, Version: _version, ...input } = nested(new URLSearchParams(body.toString('utf8')))
      if (typeof Action !== 'string') throw new AwsRefusal('MissingAction', 'No operation is named')
      return { operation: Action, input }
    },
    async answer(exchange) {
      const name = exchange.call.operation
      const result = (await perform(options.operations, options.invalidCode, exchange)) ?? {}
      const answer = { [`${name}Result`]: result, ResponseMetadata: { RequestId: randomUUID() } }
      return { status: 200, headers, body: element(`${name}Response`, answer, options.namespace) }
    },
    refuse(refusal) {
      const error = { Type: refusal.status < 500 ? 'Sender' : 'Receiver', Code: refusal.code, Message: refusal.message }
      const body = element('ErrorResponse', { Error: error, RequestId: randomUUID() }, options.namespace)
      return { status: refusal.status, headers, body }
    },
  }
}

type Nested = { [name: string]: string | Nested }

/** `Tags.member.1.Key=a` -> `{ Tags: { member: { 1: { Key: 'a' } } } }` */
function nested(form: URLSearchParams): Nested {
  const root: Nested = Object.create(null)
  for (const [path, value] of form) {
    const names = path.split('.')
    const last = names.pop() ?? path
    let parent = root
    for (const name of names) parent = childOf(parent, name)
    parent[last] = value
  }
  return root
}

function childOf(parent: Nested, name: string): Nested {
  const present = parent[name]
  if (typeof present === 'object') return present
  const child: Nested = Object.create(null)
  parent[name] = child
  return child
}
