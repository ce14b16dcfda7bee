import type { AnnounceDependencies } from '../alerting/incidents/announce.ts'

type Publishing = Pick<AnnounceDependencies, 'publish'>

/** Dependencies that count the pages that SNS accepts: of checks, of alert storms, of removed checks. */
export function countingPages<Dependencies extends Publishing>(
  dependencies: Dependencies,
): { readonly counting: Dependencies; pagesSent(): number } {
  let sent = 0
  const counting: Dependencies = {
    ...dependencies,
    async publish(message) {
      await dependencies.publish(message)
      if (message.to === 'page' && message.shadow === undefined) sent += 1
    },
  }
  return { counting, pagesSent: () => sent }
}
