import { spellDuration } from '../../functions/core/model/duration.ts'
import { confirmAfterMs } from '../../functions/core/probe/probe.ts'
import { answerSeconds, durationOf, loadsOf, probesAtOnceAt } from '../../functions/core/tick/throughput.ts'
import { aCheck, aDeployment, aRequest } from '../support/check.ts'
import { type BenchRow, noted } from './support/row.ts'

export const name = 'death-to-page'

const cadences = [60, 300, 3_600, 86_400]
const counts = [10, 1_000, 10_000]
const hosts = 20

/** EventBridge Scheduler starts within a minute of the due time (docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html). */
const schedulerSeconds = 60

/** Secrets on a page of ListSecrets, and seconds of one call. The second is assumed. */
const [pageSize, pageSeconds] = [100, 0.1]

/** Seconds from a message in the queue to its function. Assumed. */
const queueSeconds = 0.5

/** Seconds from a verdict to a page that SNS has accepted, p99 of the bench `page-latency`. */
const publishSeconds = 0.2

/**
 * Reckons, from the numbers of the product, how long a death is not paged: on paper, since only an account has the real queues. A row adds
 * up: schedule, sweep, queue, batches, second look, publication.
 */
export async function run(): Promise<readonly BenchRow[]> {
  return cadences.flatMap((everySeconds) => counts.map((count) => rowOf(everySeconds, count)))
}

function rowOf(everySeconds: number, count: number): BenchRow {
  const checks = Array.from({ length: count }, (_, index) => {
    const question = aRequest(`https://h${index % hosts}.acme.example/me`)
    return aCheck({ key: `production/bot-${index}`, id: `bot-${index}`, everySeconds, question })
  })
  const deployment = aDeployment(checks)
  const [load] = loadsOf(deployment, answerSeconds.usual)
  if (load === undefined) throw new Error('the checks have no probe location')
  const stages = {
    schedule: everySeconds + schedulerSeconds,
    sweep: Math.ceil(count / pageSize) * pageSeconds,
    queue: queueSeconds + load.delaySeconds,
    batches: durationOf({ ...load, delaySeconds: 0 }, probesAtOnceAt(deployment, load.location)),
    'second look': confirmAfterMs / 1_000 + answerSeconds.usual,
    publish: publishSeconds,
  }
  const sum = Object.values(stages).map((seconds) => String(Math.round(seconds * 10) / 10))
  const most = Object.values(stages).reduce((sum, seconds) => sum + seconds, 0)
  return noted(`${spellDuration(everySeconds)}, ${count} checks: ${sum.join(' + ')}`, most, 's')
}
