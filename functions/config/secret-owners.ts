import type { Check } from '../core/model/check.ts'
import { specFor } from '../core/rotation/capabilities-for.ts'
import { rotatorSpecOf } from '../providers/rotators.ts'
import type { Problem } from './problems.ts'
import { secretNameOf } from './secret-name.ts'

/** Refuses two checks that would both rotate one secret, and consumers that would hold a credential beyond its end. */
export function ownerProblems(checks: readonly Check[]): readonly Problem[] {
  return checks.flatMap((check, index) => [...secondOwner(check, checks.slice(0, index)), ...lifeProblems(check)])
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
