import { z } from 'zod'
import type { Capabilities } from '../../../core/model/capabilities.ts'
import type { OurRotation } from '../../../core/model/ours.ts'
import type { CallTemplate, IssuedPaths, RotatorCall, RotatorSpec } from '../../../core/model/rotator-spec.ts'
import { expression } from '../expression.ts'
import { bearerToken, placements } from '../request.ts'
import { secretReference, secretRole } from '../secret.ts'
import { duration, expected, object, oneOf, text } from '../text.ts'
import { secretKey, termFields, termsOf } from './terms.ts'

const formats = ['iso', 'date', 'text', 'epoch_seconds', 'epoch_milliseconds', 'seconds_remaining'] as const
const instantAt = object('{ at, format }', { at: expression, format: oneOf(formats) })

/** URL with places that are filled later. Only the text around them is checked. */
const template = text('an https URL, with places such as {id}', (value) => {
  return /^https?:\/\/[^{}\s]+/.test(value) && URL.canParse(value.replace(/\{[\w.]+\}/g, 'x'))
})

const leaf = z.union([z.string(), z.number(), z.boolean(), z.null()])
const json: z.ZodType<CallTemplate> = z.lazy(() => z.union([leaf, z.array(json), z.record(z.string(), json)]))

const callFields = {
  method: oneOf(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  url: template,
  headers: z.record(z.string(), z.string(), { error: expected('an object of header values by name') }).optional(),
  json: json.optional(),
  form: z.record(z.string(), z.string(), { error: expected('an object of texts by name') }).optional(),
}

const issued = object('{ values, id?, expires?, ok? }', {
  values: z.record(secretRole, expression, { error: expected('an object of JMESPath expressions by role') }),
  id: expression.optional(),
  expires: instantAt.optional(),
  ok: expression.optional(),
})
const issuing = object('{ method, url, read, ... }', { ...callFields, read: issued })
const listing = object('{ method, url, keys, ... }', {
  ...callFields,
  keys: object('{ items, id, name?, createdAt?, lastUsedAt? }', {
    items: expression,
    id: expression,
    name: expression.optional(),
    createdAt: instantAt.optional(),
    lastUsedAt: instantAt.optional(),
  }),
})
const identifying = object('{ method, url, id, ... }', { ...callFields, id: expression })
const plain = object('{ method, url, ... }', callFields)

const keyLimit = z.union([z.int().min(2), z.literal('unlimited')], {
  error: expected("the number of keys that may exist at once, at least 2, or 'unlimited'"),
})

const common = {
  ...termFields,
  grant: z.literal('http'),
  /** The credential that authorizes the calls; by default the rotated one itself. */
  authority: secretReference.optional(),
  send: placements.default([bearerToken]),
  issue: issuing,
  identify: identifying.optional(),
  /** Time for which a new key may be refused; by default none. */
  propagation: duration.optional(),
  /** Life of the next credential, for places such as {expiresIso}. */
  lifetime: duration.optional(),
  /** Further parts of the credential, by role: keys of the secret's JSON object that bodies may carry as {role.x}. */
  parts: z
    .record(secretRole, secretKey, { error: expected("an object of keys of the secret's JSON object by role") })
    .default({}),
}

const createRevoke = object("ours({ grant: 'http', class: 'create_revoke', ... })", {
  ...common,
  class: z.literal('create_revoke'),
  list: listing,
  revoke: plain,
  keyLimit,
})
const rotateGrace = object("ours({ grant: 'http', class: 'rotate_grace', ... })", {
  ...common,
  class: z.literal('rotate_grace'),
  /** Time for which the old credential still works. */
  grace: duration,
  replay: oneOf(['safe', 'within_grace', 'destructive']),
})
const rotateDead = object("ours({ grant: 'http', class: 'rotate_dead', ... })", {
  ...common,
  class: z.literal('rotate_dead'),
  replay: oneOf(['safe', 'destructive']),
  /** Call with which an administrator rotates a key by its id after a lost answer; needs `list` and `authority`. */
  recover: issuing.optional(),
  list: listing.optional(),
})

/** Calls that the config declares. */
export const httpGrant = z
  .discriminatedUnion('class', [createRevoke, rotateGrace, rotateDead], {
    error: expected("an object whose class is 'create_revoke', 'rotate_grace' or 'rotate_dead'"),
  })
  .transform((written): OurRotation => {
    const rotation = {
      api: null,
      options: {},
      client: written.authority ?? null,
      lifeSeconds: written.lifetime ?? null,
    }
    return { ...termsOf(written, written.parts), grant: 'http', rotator: specOf(written), ...rotation }
  })

type Written = z.output<typeof createRevoke> | z.output<typeof rotateGrace> | z.output<typeof rotateDead>

function specOf(written: Written): RotatorSpec {
  const list = 'list' in written && written.list !== undefined ? written.list : null
  const recover = written.class === 'rotate_dead' ? (written.recover ?? null) : null
  return {
    name: 'http',
    title: 'Declared calls',
    capabilities: capabilitiesOf(written),
    authority: 'self',
    authorityRoles: [],
    options: [],
    defaults: {},
    api: null,
    send: written.send,
    login: null,
    issue: { ...callOf(written.issue), read: readOf(written.issue.read) },
    identify: written.identify === undefined ? null : { ...callOf(written.identify), id: written.identify.id },
    copy: null,
    list: list === null ? null : { ...callOf(list), keys: keysOf(list.keys) },
    revoke: written.class === 'create_revoke' ? [callOf(written.revoke)] : [],
    recover: recover === null ? null : { ...callOf(recover), read: readOf(recover.read) },
    consumed: null,
  }
}

function capabilitiesOf(written: Written): Capabilities {
  const shared = { propagationMs: (written.propagation ?? 0) * 1_000, deadReuseIsHarmful: false }
  if (written.class === 'create_revoke') {
    const { list, keyLimit } = written
    return {
      ...shared,
      class: written.class,
      replay: 'safe',
      graceMs: 0,
      revokesById: true,
      keyLimit: keyLimit === 'unlimited' ? null : keyLimit,
      orphansKnownBy: list.keys.name === undefined ? 'slot' : 'name',
      tellsLastUse: list.keys.lastUsedAt !== undefined,
    }
  }
  const graceMs = written.class === 'rotate_grace' ? written.grace * 1_000 : 0
  const alone = { keyLimit: null, orphansKnownBy: null, tellsLastUse: false, revokesById: false } as const
  return { ...shared, ...alone, class: written.class, replay: written.replay, graceMs }
}

type WrittenCall = Pick<z.output<typeof issuing>, keyof typeof callFields>

function callOf({ method, url, headers, json, form }: WrittenCall): RotatorCall {
  return {
    method,
    url,
    ...(headers === undefined ? {} : { headers }),
    ...(json === undefined ? {} : { json }),
    ...(form === undefined ? {} : { form }),
  }
}

function readOf({ values, id, expires, ok }: z.output<typeof issued>): IssuedPaths {
  return { values, id: id ?? null, expires: expires ?? null, ok: ok ?? null }
}

function keysOf({ items, id, name, createdAt, lastUsedAt }: z.output<typeof listing>['keys']) {
  return { items, id, name: name ?? null, createdAt: createdAt ?? null, lastUsedAt: lastUsedAt ?? null }
}
