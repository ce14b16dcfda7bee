import { z } from 'zod'
import { jsonPath, parseJson, withJsonField } from '../../core/model/json-field.ts'
import type { Placement } from '../../core/model/question.ts'
import type { ConfigFault } from '../problems.ts'
import { type CheckRule, faultAt, rule } from '../rules.ts'
import { placements } from '../schema/request.ts'

const request = z.looseObject({ method: z.string(), body: z.string().optional() })

/** The names of a request and of its placements in a check, for messages. */
type Fields = { readonly request: string; readonly send: string }

/** Requires a body that has a place for the credential that is sent in it. */
export const bodyTakesCredential: CheckRule = rule(
  z.looseObject({ ping: request, send: placements }),
  ({ ping, send }) => bodyFaults(ping, send, { request: 'ping', send: 'send' }),
)

/** Finds the faults of placements in a body. */
export function bodyFaults(
  { method, body }: { readonly method: string; readonly body?: string | undefined },
  send: readonly Placement[],
  fields: Fields,
): readonly ConfigFault[] {
  const [form, json] = [send.filter((one) => one.in === 'form'), send.filter((one) => one.in === 'json')]
  const [first] = [...form, ...json]
  if (first === undefined) return []
  if (method !== 'POST')
    return [faultAt(fields.request, `only POST has a body for ${first.in}(...): use post(...), or another placement`)]
  if (form.length > 0 && json.length > 0)
    return [faultAt(fields.send, 'a body is a form or JSON: use only form(...) or only json(...)')]
  const bodyField = `${fields.request}.body`
  if (form.length > 0)
    return body === undefined || parseJson(body) === undefined
      ? []
      : [faultAt(bodyField, 'expected the fields of a form such as grant_type=password, found JSON: use json(...)')]
  const declared = body === undefined ? {} : parseJson(body)
  if (typeof declared !== 'object' || declared === null)
    return [faultAt(bodyField, 'expected a JSON object such as {"method":"login"}, for json(...) to join it')]
  return json
    .filter(({ name }) => withJsonField(declared, jsonPath(name), '') === undefined)
    .map(({ name }) =>
      faultAt(bodyField, `has no place for ${name}: expected an object, or a list that is long enough, around it`),
    )
}
