import type { BeforeAndDuring, TracePropagation } from '../traces/trace-propagation.ts'

export const traceHeads = [
  'service',
  'failed',
  'first failure after',
  'errors',
  'requests for a call',
  'sent for a request',
  'multiplied',
] as const

/** Writes a figure before the fault and while it was on. */
function change({ before, during }: BeforeAndDuring, format: (value: number) => string): string {
  const words = (value: number | null) => (value === null ? 'not seen' : format(value))
  return `${words(before)} to ${words(during)}`
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`
const factor = (value: number) => value.toFixed(2)

export function traceRows({ services }: TracePropagation): readonly (readonly string[])[] {
  return services.map(
    ({ service, place, firstFailureSeconds, errors, requestsPerCall, sentPerRequest, multiplied }) => [
      service,
      place === null ? 'no' : place === 1 ? 'first' : `${place}.`,
      firstFailureSeconds === null ? 'never' : `${firstFailureSeconds.toFixed(3)} s`,
      change(errors, percent),
      change(requestsPerCall, factor),
      change(sentPerRequest, factor),
      multiplied === null ? 'cannot tell' : `x ${factor(multiplied)}`,
    ],
  )
}

/** Growth of what a service sends from which its retries are named. */
const retryShare = 1.1

/** Says in sentences what the traces show, and how much of the calls they show. */
export function traceSentences(traces: TracePropagation): readonly string[] {
  const { calls, traced, services } = traces
  const [seen, all] = [(traced.before ?? 0) + (traced.during ?? 0), (calls.before ?? 0) + (calls.during ?? 0)]
  const coverage = `Traces of ${seen} of ${all} calls arrived.`
  if (seen === 0) return [coverage, 'How the fault spread is unknown.']
  const failed = services.filter(({ place }) => place !== null).map(({ service }) => service)
  const [first, ...followed] = failed
  const order =
    first === undefined
      ? 'No service failed more often than before.'
      : `${first} failed first${followed.length === 0 ? '; no other service followed.' : `; ${followed.join(', then ')} followed.`}`
  const retries = services.flatMap(({ service, multiplied }) =>
    multiplied !== null && multiplied >= retryShare ? [`${service} by ${factor(multiplied)}`] : [],
  )
  const multiplied =
    retries.length === 0 ? 'No service multiplied its requests.' : `Retries multiplied: ${retries.join(', ')}.`
  return [coverage, order, multiplied]
}
