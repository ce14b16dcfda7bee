import type { AnnounceDependencies } from './announce.ts'

/** Milliseconds that one tick may spend on telling people; SNS that hangs takes up to 16 s for each message before it fails. */
export const patienceMs = 20_000

/**
 * Publishes until the patience is used up, and refuses from then on: what nobody could be told stays owed, and the next tick is opened in
 * time all the same.
 */
export function withPatience<Dependencies extends Pick<AnnounceDependencies, 'publish'> & { now(): number }>(
  dependencies: Dependencies,
): Dependencies {
  const until = dependencies.now() + patienceMs
  return {
    ...dependencies,
    async publish(message) {
      if (dependencies.now() >= until) throw new Error('the time of this tick for telling people is used up')
      return dependencies.publish(message)
    },
  }
}
