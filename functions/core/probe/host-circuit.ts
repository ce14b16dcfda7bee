import type { Check } from '../model/check.ts'
import type { Reading } from '../model/reading.ts'
import { secretOf, waitOf } from './credential-waits.ts'

/** Failures of a host in the same way, with no answer between them, that open its circuit. */
const mostFailures = 3

/** Checks that try an open circuit, one after the other, before the rest is not asked. */
const mostTries = 2

/** Ways to fail that may be the host's. */
type FailureKind = 'timed_out' | 'rate_limited'

/** One failed request. `credential` is null where none was sent. */
type Failure = { readonly kind: FailureKind; readonly credential: string | null; readonly untilMs: number | null }

/** The way into a circuit: a request may be sent, or it is refused by what others met. */
export type Admission =
  | { readonly kind: 'refused'; readonly by: FailureKind }
  | {
      readonly kind: 'admitted'
      /** True while the circuit is open: the request is a try. */
      readonly isOpen: boolean
      /** Epoch milliseconds until which the host asked others to wait; null if it did not. */
      readonly untilMs: number | null
      saw(check: Check, reading: Reading): void
      leave(): void
    }

/** The circuit of one host in one batch. */
export type Circuit = { enter(mustAsk: boolean): Promise<Admission> }

export function openCircuit(): Circuit {
  let failures: readonly Failure[] = []
  let answers = 0
  let tries = 0
  let trying: Promise<void> | null = null

  const see = (reading: Reading, failure: Failure | null, answersBefore: number) => {
    if (reading.kind === 'answered') failures = failures.filter(({ kind }) => kind !== 'timed_out')
    if (failure !== null) {
      // The host answered somebody while this request was under way.
      if (answers === answersBefore) failures = [...failures, failure]
    } else if (reading.kind === 'answered') {
      answers += 1
      failures = []
      tries = 0
    }
  }
  const admit = (isOpen: boolean, leave: () => void = () => undefined): Admission => {
    const answersBefore = answers
    const untilMs = isOpen ? earliest(failures) : null
    const saw = (check: Check, reading: Reading) => see(reading, failureOf(check, reading), answersBefore)
    return { kind: 'admitted', isOpen, untilMs, saw, leave }
  }
  const admitTry = () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    tries += 1
    trying = promise
    return admit(true, () => {
      trying = null
      resolve()
    })
  }
  return {
    async enter(mustAsk) {
      for (;;) {
        const by = openedBy(failures)
        if (by === null || mustAsk) return admit(by !== null)
        if (trying === null) return tries < mostTries ? admitTry() : { kind: 'refused', by }
        await trying
      }
    },
  }
}

/** Returns the way of failing that opened the circuit; null while it is closed. */
function openedBy(failures: readonly Failure[]): FailureKind | null {
  const kinds: readonly FailureKind[] = ['timed_out', 'rate_limited']
  return kinds.find((kind) => isOfHost(failures.filter((failure) => failure.kind === kind))) ?? null
}

/** Failures with one credential only may be the credential's. */
function isOfHost(failures: readonly Failure[]): boolean {
  const credentials = new Set(failures.map(({ credential }) => credential))
  return failures.length >= mostFailures && (credentials.size > 1 || credentials.has(null))
}

/** Phases before a request is sent: no credential has left yet. */
const phasesBefore: ReadonlySet<string> = new Set(['dns', 'connect', 'tls'])

function failureOf(check: Check, reading: Reading): Failure | null {
  const secret = secretOf(check)
  const credential = secret === null ? null : `${secret} ${reading.versionId}`
  if (reading.kind === 'answered')
    return reading.meaning === 'rate_limited' ? { kind: 'rate_limited', credential, untilMs: waitOf(reading) } : null
  if (reading.reason !== 'timed_out') return null
  return { kind: 'timed_out', credential: phasesBefore.has(reading.phase) ? null : credential, untilMs: null }
}

function earliest(failures: readonly Failure[]): number | null {
  const known = failures.flatMap(({ untilMs }) => untilMs ?? [])
  return known.length === 0 ? null : Math.min(...known)
}
