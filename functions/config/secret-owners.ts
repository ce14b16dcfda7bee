import type { Check } from '../core/model/check.ts'
import { secretNameOf } from '../core/model/secret-name.ts'
import { secretsOf } from '../core/model/secret-references.ts'
import { specFor } from '../core/rotation/capabilities-for.ts'
import { rotatorSpecOf } from '../providers/rotators.ts'
import type { Problem } from './problems.ts'

/** Refuses two checks that would both rotate one secret, and consumers that would hold a credential beyond its end. */
export function ownerProblems(checks: readonly Check[]): readonly Problem[] {
  return checks.flatMap((check, index) => {
    const before = checks.slice(0, index)
    return [
      ...secondOwner(check, before),
      ...otherAccount(check, before),
      ...parameterProblems(check),
      ...lifeProblems(check),
      ...spareProblems(check, checks),
    ]
  })
}

const nameOf = ({ secret }: Pick<Check, 'secret'>): string | null =>
  secret?.source.from === 'secrets-manager' ? secretNameOf(secret.source.id) : null

function secondOwner(check: Check, before: readonly Check[]): readonly Problem[] {
  if (check.rotation.by === 'manual') return []
  const name = nameOf(check)
  const first = before.find((other) => other.rotation.by !== 'manual' && name !== null && nameOf(other) === name)
  if (first === undefined || (check.rotation.by !== 'ours' && first.rotation.by === check.rotation.by)) return []
  const message = `${first.key} rotates this secret already, and one secret has one owner: set rotation: 'manual' at one of the two`
  return [{ check: check.key, field: 'rotation', message }]
}

/** Refuses secrets of two accounts or Regions: Secrets Manager calls a rotation function of its own account and Region only. */
function otherAccount(check: Check, before: readonly Check[]): readonly Problem[] {
  const home = homeOf(check)
  const other = before.find((one) => home !== null && homeOf(one) !== null && homeOf(one) !== home)
  if (other === undefined) return []
  const message = `expected a secret of the account and Region of ${other.key}, ${homeOf(other)}, found ${home}: rotate it with a deployment there, and set rotation: 'manual' here`
  return [{ check: check.key, field: 'rotation', message }]
}

/** Returns the account and Region of a secret that is rotated by us, if its ARN says them. */
function homeOf({ secret, rotation }: Check): string | null {
  if (rotation.by !== 'ours' || secret?.source.from !== 'secrets-manager') return null
  const [, region, account] = /^arn:[^:]+:secretsmanager:([^:]+):(\d{12}):/.exec(secret.source.id) ?? []
  return region === undefined || account === undefined ? null : `${account} in ${region}`
}

/** Refuses parameters beside the secret of a rotation of ours: its function reads Secrets Manager alone. */
function parameterProblems(check: Check): readonly Problem[] {
  if (check.rotation.by !== 'ours') return []
  const message =
    "a rotation reads Secrets Manager alone, and this is a parameter: store it there, with secret('<name>')"
  return secretsOf(check)
    .filter(({ field, reference }) => field !== 'secret' && reference.source.from === 'parameter-store')
    .map(({ field }) => ({ check: check.key, field, message }))
}

function lifeProblems({ key, rotation }: Check): readonly Problem[] {
  if (rotation.by !== 'ours') return []
  const life = 'lifeSeconds' in rotation ? rotation.lifeSeconds : null
  const spec = specFor(rotation, rotatorSpecOf)
  const isGrace = spec?.capabilities.class === 'rotate_grace'
  const grace = isGrace ? spec.capabilities.graceMs / 1_000 : null
  const caches = rotation.terms.consumers.flatMap(({ name, reads }) => {
    if (reads === 'at_start') return []
    const end = [life, grace].find((limit) => limit !== null && reads.cacheSeconds >= limit)
    return end === undefined
      ? []
      : [
          [
            'rotation.consumers',
            `"${name}" caches the credential for as long as it lives, or longer: shorten its cache`,
          ] as const,
        ]
  })
  return caches.map(([field, message]) => ({ check: key, field, message }))
}

/** Refuses a secret to spare that a check watches: a rehearsal would replace its credential. */
function spareProblems({ key, rotation }: Check, checks: readonly Check[]): readonly Problem[] {
  const spare =
    rotation.by === 'ours' && rotation.terms.rehearsal !== null ? nameOf({ secret: rotation.terms.rehearsal }) : null
  const watching = checks.find((other) => spare !== null && nameOf(other) === spare)
  if (watching === undefined) return []
  const message = `${watching.key} uses this secret, and a rehearsal would rotate it: name one that nobody uses`
  return [{ check: key, field: 'rotation.rehearsal', message }]
}
