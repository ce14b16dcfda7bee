import type { Credential } from '../../model/credential.ts'
import { evaluate } from '../../model/expression.ts'
import type { RotatorCall, RotatorSpec } from '../../model/rotator-spec.ts'
import { place } from '../../probe/ask/place.ts'
import type { WireAnswer, WireFailure } from '../../probe/network/network.ts'
import type { Send } from '../../probe/oauth/over-network.ts'
import type { Done, KeyToMake, NotIssued, ProviderKey, Rotator } from '../rotator.ts'
import { idIn, issuedBy, keysIn, rereadBy } from './answers.ts'
import { listAtOnce, listPages } from './listing.ts'
import { successOf } from './outcome.ts'
import { type Filling, fillJson, fillText, fillUrl, placesIn } from './template.ts'

/** Inputs that turn a spec into calls. */
export type HttpTools = {
  readonly send: Send
  /** The config's own values, by name; `api` among them. */
  readonly options: Readonly<Record<string, string>>
  /** Parts of the rotated credential that bodies may carry, as `role.x`. */
  readonly parts: Readonly<Record<string, string>>
  readonly present: Credential
  /** Credential that authorizes the calls: the present one, another one, or the token of a login. */
  readonly authority: Credential
  /** Life of the next key in seconds; `null` where the provider decides. */
  readonly lifeSeconds: number | null
  now(): number
}

/** Opens the calls of a provider that is described as data. Does everything that can fail harmlessly before `issue`. */
export async function openHttpRotator(spec: RotatorSpec, tools: HttpTools): Promise<Rotator | NotIssued> {
  const copied = spec.copy === null ? {} : await copyPresent(spec, spec.copy, tools)
  if ('kind' in copied) return { kind: 'refused', code: String(copied.code) }
  const call = caller(spec, tools, copied)
  const { identify, list, recover, revoke } = spec
  const make = (how: RotatorSpec['issue']) => {
    return async ({ name, oldId }: KeyToMake) =>
      issuedBy(await call(how, { name, id: oldId ?? '' }), spec, how.read, tools.now())
  }
  return {
    capabilities: spec.capabilities,
    needsOldId: placesIn([spec.issue, ...revoke]).includes('id'),
    issue: make(spec.issue),
    reread: (answer) => rereadBy(answer, spec),
    identify: identify === null ? null : async () => idIn(await call(identify, {}, tools.present), identify.id),
    list: list === null ? null : () => listBy(list, (page) => call(list, { page }), tools.now),
    revoke: revoke.length === 0 ? null : (id) => revokeBy(revoke, (one) => call(one, { id })),
    recover: recover === null ? null : make(recover),
    isAlive: null,
    reachable: () => isReachable(fillUrl(spec.issue.url, fillingOf(tools, copied, { name: '', id: '' })), tools.send),
  }
}

/** Lists every key, page by page if the URL names its page. */
async function listBy(
  { url, keys }: NonNullable<RotatorSpec['list']>,
  ask: (page: string) => Promise<WireAnswer | WireFailure>,
  now: () => number,
): Promise<readonly ProviderKey[] | NotIssued> {
  const read = async (page: number) => keysIn(await ask(String(page)), keys, now())
  return placesIn(url).includes('page') ? listPages(read) : listAtOnce(await read(1))
}

/** Returns true if the host answers anything, asked for its front page without a credential. */
export async function isReachable(url: URL, send: Send): Promise<boolean> {
  const headers = { 'user-agent': 'tokenwatch', 'accept-encoding': 'identity' }
  const answer = await send({ method: 'HEAD', url: new URL('/', url), headers, body: null })
  return answer.kind === 'answer'
}

type Call = (
  call: RotatorCall,
  key: Readonly<Record<string, string>>,
  credential?: Credential,
) => Promise<WireAnswer | WireFailure>

function caller(spec: RotatorSpec, tools: HttpTools, copied: Filling['copied']): Call {
  return async (call, key, credential = tools.authority) => {
    const filling = fillingOf(tools, copied, key)
    const bare = {
      method: call.method,
      url: fillUrl(call.url, filling),
      headers: headersOf(call),
      body: bodyOf(call, filling),
    }
    const placed = place(bare, call.send ?? spec.send, credential)
    if ('kind' in placed)
      return { kind: 'failure', reason: placed.reason, code: placed.code, phase: 'prepare', timings: noTimings }
    return tools.send(placed)
  }
}

const noTimings = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, bodyMs: null, totalMs: 0 }

function fillingOf(tools: HttpTools, copied: Filling['copied'], key: Readonly<Record<string, string>>): Filling {
  const parts = Object.fromEntries(Object.entries(tools.parts).map(([role, value]) => [`role.${role}`, value]))
  const life = tools.lifeSeconds ?? 0
  const endsMs = tools.now() + life * 1_000
  const dates = {
    expiresIso: `${new Date(endsMs).toISOString().slice(0, 19)}Z`,
    expiresMs: String(endsMs),
    lifeSeconds: String(life),
    graceEndsMs: String(tools.now() + Number(tools.options['graceMs'] ?? 0)),
  }
  return { texts: { ...tools.options, ...dates, ...parts, ...key }, copied }
}

function headersOf({ headers = {}, json, form }: RotatorCall): Readonly<Record<string, string>> {
  const type =
    json === undefined ? (form === undefined ? null : 'application/x-www-form-urlencoded') : 'application/json'
  return {
    accept: 'application/json',
    'user-agent': 'tokenwatch',
    'accept-encoding': 'identity',
    ...(type === null ? {} : { 'content-type': type }),
    ...headers,
  }
}

function bodyOf({ json, form }: RotatorCall, filling: Filling): string | null {
  if (json !== undefined) return JSON.stringify(fillJson(json, filling))
  if (form === undefined) return null
  return new URLSearchParams(
    Object.fromEntries(Object.entries(form).map(([name, text]) => [name, fillText(text, filling)])),
  ).toString()
}

async function copyPresent(
  spec: RotatorSpec,
  copy: NonNullable<RotatorSpec['copy']>,
  tools: HttpTools,
): Promise<Readonly<Record<string, unknown>> | NotIssued> {
  const call = caller(spec, tools, {})
  const id = spec.identify === null ? '' : await idIn(await call(spec.identify, {}, tools.present), spec.identify.id)
  const answer = id === null ? null : successOf(await call(copy, { id }))
  if (answer === null || 'kind' in answer) return { kind: 'refused', code: 'present_key_not_read' }
  const fields = Object.entries(copy.fields).map(([field, path]) => [field, evaluate(path, answer.json)] as const)
  return Object.fromEntries(fields)
}

async function revokeBy(
  calls: readonly RotatorCall[],
  call: (one: RotatorCall) => Promise<WireAnswer | WireFailure>,
): Promise<Done | NotIssued> {
  for (const one of calls) {
    const answer = successOf(await call(one))
    // A key that is gone already counts as revoked.
    if ('kind' in answer && answer.code !== 'HTTP 404') return answer
  }
  return { kind: 'done' }
}
