import type { PingRequest } from '../../../functions/core/model/question.ts'
import { aPing, aRequest, bearerInHeader, expecting } from '../../support/check.ts'
import { alive, jsonReply, type WatchedApi, watching } from '../../support/watched-api.ts'

/** The reason after a tick in which the permission was refused, and whether a person was woken. */
export type LossOutcome = { readonly reason: string | undefined; readonly paged: boolean }

const scopeless = jsonReply(403, {}, { 'www-authenticate': 'Bearer error="insufficient_scope"' })
const ofGitLab = {
  lives: jsonReply(200, { active: true, revoked: false }),
  lacks: jsonReply(403, { error: 'insufficient_scope' }),
}

const outcomeOf = ({ state, subjects }: WatchedApi): LossOutcome => ({
  reason: state()?.reason,
  paged: subjects().some((subject) => subject.startsWith('ALARM')),
})

/** Verdict on the catalogue's own question of GitLab. */
async function ownQuestion(wasAllowed: boolean): Promise<LossOutcome> {
  let outcome: LossOutcome = { reason: undefined, paged: false }
  const asking = { profile: 'gitlab', expect: expecting({ identity: null }) } as const
  await watching(
    () => (wasAllowed ? ofGitLab.lives : ofGitLab.lacks),
    asking,
    async (world) => {
      await world.tick(5)
      world.become(() => ofGitLab.lacks)
      await world.tick(5)
      outcome = outcomeOf(world)
    },
  )
  return outcome
}

/** Verdict on a check that names a request, which is refused. */
async function named(place: 'ping' | 'need', options: Partial<PingRequest> = {}): Promise<LossOutcome> {
  let outcome: LossOutcome = { reason: undefined, paged: false }
  await watching(
    () => alive,
    { expect: expecting({ identity: null }) },
    async (world) => {
      const asked = aPing(`${world.server.url}/asked`, options)
      const change =
        place === 'need' ? { needs: [asked] } : { question: { ...aRequest(asked.url, [bearerInHeader]), ping: asked } }
      await world.tick(5, change)
      world.become((_, path) => (path === '/asked' ? scopeless : alive))
      await world.tick(5, change)
      outcome = outcomeOf(world)
    },
  )
  return outcome
}

/** Outcome of each row of the table, by what the row says. */
export const lostPermission: Readonly<Record<string, () => Promise<LossOutcome>>> = {
  "the catalogue's own question, which was never allowed": () => ownQuestion(false),
  "the catalogue's own question, which was allowed before": () => ownQuestion(true),
  'the `ping` that the check names': () => named('ping'),
  '`ping: get(url, { optional: true })`': () => named('ping', { optional: true }),
  'one of the `needs` of the check': () => named('need'),
  '`needs: [get(url, { optional: true })]`': () => named('need', { optional: true }),
}
