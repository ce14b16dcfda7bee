import { z } from 'zod'
import { diesAtOnce, type RotatableClass } from '../../core/model/capabilities.ts'
import type { OurRotation } from '../../core/model/ours.ts'
import type { RotatorSpec } from '../../core/model/rotator-spec.ts'
import { secretNameOf } from '../../core/model/secret-name.ts'
import type { SecretReference } from '../../core/model/secret-reference.ts'
import { capabilitiesFor, specFor } from '../../core/rotation/capabilities-for.ts'
import { fieldsOf } from '../../core/rotation/next-value.ts'
import { placesIn } from '../../core/rotation/rotators/template.ts'
import { rotatorSpecOf } from '../../providers/rotators.ts'
import { suggest } from '../near-miss.ts'
import type { ConfigFault } from '../problems.ts'
import { type CheckRule, faultAt, rule } from '../rules.ts'
import { consumer } from '../schema/consumer.ts'
import { rotation } from '../schema/rotation.ts'
import { secretReference } from '../schema/secret.ts'

/** A check with a valid `ours(...)` rotation, and the secret that it rotates. */
type Rotated = { readonly secret: SecretReference; readonly ours: OurRotation; readonly spec: RotatorSpec | null }

const rotated = z.looseObject({ secret: secretReference, rotation })

function ourRule(judge: (parts: Rotated) => readonly ConfigFault[]): CheckRule {
  return rule(rotated, ({ secret, rotation }) =>
    rotation.by === 'ours' ? judge({ secret, ours: rotation, spec: specFor(rotation, rotatorSpecOf) }) : [],
  )
}

/** Returns true if two references name one secret. */
export const sameSecret = (one: SecretReference, other: SecretReference) =>
  one.source.from === 'secrets-manager' &&
  other.source.from === 'secrets-manager' &&
  secretNameOf(one.source.id) === secretNameOf(other.source.id)

/** Refuses an authority that is the rotated credential itself. */
const authorityIsAnother = ourRule(({ secret, ours }) => {
  // For these grants rules/common.ts reports it, even if the rotation has other faults.
  if (ours.grant === 'client_credentials' || ours.grant === 'refresh_token') return []
  if (ours.client === null || !sameSecret(ours.client, secret)) return []
  const field = ours.grant === 'github_app' ? 'key' : 'authority'
  return [
    faultAt(
      `rotation.${field}`,
      'this is the secret that is rotated: store what authorizes its rotation in a secret of its own',
    ),
  ]
})

const authorityIsThere = ourRule(({ secret, ours, spec }) => {
  if (ours.grant !== 'provider' || spec === null) return []
  if (ours.client === null) {
    if (spec.authority === 'other')
      return [
        faultAt(
          'rotation.authority',
          `missing; another credential rotates a ${spec.title}: name its secret, with ${spec.authorityRoles.join(' and ')}`,
        ),
      ]
    const held = fieldsOf({ secret }, ours.terms)
    const wanted = [...new Set([...spec.authorityRoles, ...rolesSent(spec)])].filter((role) => !(role in held))
    return wanted.map((role) =>
      faultAt(
        'rotation.parts',
        `missing ${role}; name the key of the secret that holds it: parts: { ${role}: '<key>' }`,
      ),
    )
  }
  const missing = spec.authorityRoles.filter((role) => !(role in (ours.client?.fields ?? {})))
  return missing.map((role) =>
    faultAt('rotation.authority', `expected a secret that names ${role}: secret('<name>', { ${role}: '<key>' })`),
  )
})

function rolesSent({ send }: RotatorSpec): readonly string[] {
  return send.flatMap((one) => (one.in === 'basic' && 'role' in one.user ? [one.user.role] : []))
}

const optionsAreThere = ourRule(({ ours, spec }) => {
  if (ours.grant !== 'provider' || spec === null) return []
  const known = [...spec.options, ...Object.keys(spec.defaults)]
  const missing = spec.options.filter((name) => !(name in ours.options))
  const unknown = Object.keys(ours.options).filter((name) => !known.includes(name))
  return [
    ...missing.map((name) =>
      faultAt(`rotation.options.${name}`, `missing; a ${spec.title} cannot be rotated without it`),
    ),
    ...unknown.map((name) =>
      faultAt(
        `rotation.options.${name}`,
        `unknown option; the options of ${spec.name} are ${known.join(', ') || 'none'}`,
      ),
    ),
    ...(spec.api === null && ours.api === null
      ? [faultAt('rotation.api', `missing; every customer of ${spec.title} has an own address`)]
      : []),
  ]
})

const lifetimeIsKnown = ourRule(({ ours, spec }) => {
  if (spec === null || (ours.grant !== 'provider' && ours.grant !== 'http')) return []
  const dated = placesIn(spec.issue).some((name) => /^(number\.)?(expires|life)/.test(name))
  if (dated && ours.lifeSeconds === null)
    return [
      faultAt(
        'rotation.lifetime',
        'missing; the call that makes the next credential sends its lifetime: expected a duration such as 90d',
      ),
    ]
  return ours.lifeSeconds !== null && ours.lifeSeconds <= ours.rotateWithinSeconds
    ? [faultAt('rotation.lifetime', 'expected longer than rotateWithin: every new credential would be due at once')]
    : []
})

const filled = ['api', 'name', 'id', 'expiresIso', 'expiresMs', 'lifeSeconds', 'graceEndsMs']

/** Refuses a place that nothing fills: it would stop a rotation after its claim. */
const placesAreKnown = ourRule(({ ours, spec }) => {
  if (ours.grant !== 'http' || spec === null) return []
  const roles = Object.keys(ours.terms.fields).map((role) => `role.${role}`)
  const known = new Set([...filled, ...filled.map((name) => `number.${name}`), ...roles])
  const { issue, list, revoke, recover, identify } = spec
  const unknown = placesIn([issue, list, revoke, recover, identify]).filter((name) => !known.has(name))
  return [...new Set(unknown)].map((name) =>
    faultAt('rotation', `nothing fills the place {${name}}; expected one of ${[...filled, ...roles].join(', ')}`),
  )
})

const issuedHasItsPlace = ourRule(({ secret, ours, spec }) => {
  const held = fieldsOf({ secret }, ours.terms)
  const issued =
    ours.grant === 'refresh_token' ? ['token', 'refreshToken'] : Object.keys(spec?.issue.read.values ?? { token: '' })
  const homeless = issued.filter((role) => !(role in held))
  const whole = Object.values(secret.fields).includes(null) && issued.length > 1
  return [
    ...homeless.map((role) =>
      faultAt('rotation', `this makes a new ${role}, and the secret names no key for it: name one`),
    ),
    ...(whole
      ? [faultAt('secret', 'the whole secret is one token, and this rotation stores two parts: name the key of each')]
      : []),
  ]
})

/** Refuses consumers that read at their start where the old credential dies at once. */
const nobodyIsCutOff = ourRule(({ ours }) => {
  if (!diesAtOnce(capabilitiesFor(ours, rotatorSpecOf)) || ours.terms.approve) return []
  const behind = ours.terms.consumers.filter(({ reads }) => reads === 'at_start').map(({ name }) => name)
  return behind.length === 0
    ? []
    : [
        faultAt(
          'rotation.consumers',
          `the old credential dies at once, and ${behind.join(', ')} would fail until restarted: let it read the secret again, or set approve: true and restart it with each rotation`,
        ),
      ]
})

const lostKeysCanBeHadBack = ourRule(({ ours, spec }) => {
  if (ours.grant !== 'http' || spec?.capabilities.class !== 'rotate_dead' || ours.terms.approve) return []
  if (spec.recover !== null && spec.list !== null && ours.client !== null) return []
  return [
    faultAt(
      'rotation.recover',
      'missing; a lost answer would lock everybody out: set authority, list and recover, so that an administrator can rotate a key by its id, or set approve: true',
    ),
  ]
})

/** Classes whose old key waits for its consumers. */
const waiting: ReadonlySet<RotatableClass> = new Set(['create_revoke', 'rotate_grace'])

/** Requires the same consumer names in both lists: a report under another name would never count. */
const consumersAreTheSame = rule(z.looseObject({ rotation, consumers: z.array(consumer) }), (parts) => {
  if (parts.rotation.by !== 'ours' || !waiting.has(capabilitiesFor(parts.rotation, rotatorSpecOf).class)) return []
  const awaited = parts.rotation.terms.consumers.map(({ name }) => name)
  return parts.consumers.flatMap(({ kind, name }, index) => {
    // These observe readers without a known name.
    if (kind === 'lastAccessed' || kind === 'replica' || awaited.includes(name)) return []
    const wayOut = awaited.length === 0 ? 'name it there too' : suggest(name, awaited)
    return [
      faultAt(
        `consumers.${index}.name`,
        `rotation.consumers does not name "${name}", so the old key would not wait for it: ${wayOut}`,
      ),
    ]
  })
})

/** Rules for checks with an `ours(...)` rotation. */
export const rotationRules: readonly CheckRule[] = [
  authorityIsAnother,
  authorityIsThere,
  optionsAreThere,
  lifetimeIsKnown,
  placesAreKnown,
  issuedHasItsPlace,
  nobodyIsCutOff,
  lostKeysCanBeHadBack,
  consumersAreTheSame,
]
