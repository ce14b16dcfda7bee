import type { Deployment } from '../../model/deployment.ts'
import type { Storm } from '../../state/conditions.ts'
import { membersOf } from './storm-members.ts'
import { mustWait } from './waiting-pages.ts'

/** Returns true if all members of a storm wait for their working hours: so do its messages. */
export function stormWaits(storm: Storm, { checks }: Pick<Deployment, 'checks'>, nowMs: number): boolean {
  const members = new Set(membersOf(storm))
  const watched = checks.filter(({ key }) => members.has(key))
  const reason = storm.cause?.by === 'ends' ? 'expiring' : 'rejected'
  return (
    watched.length > 0 &&
    watched.every((check) => {
      const end = storm.ends?.[check.key]
      return mustWait(check, { reason }, { expiry: end === undefined ? null : { at: end }, nowMs })
    })
  )
}
