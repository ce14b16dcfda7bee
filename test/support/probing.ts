import type { Check } from '../../functions/core/model/check.ts'
import type { SecretStage } from '../../functions/core/model/secret-reference.ts'
import { readSecret, type SecretFailure, type StoredSecret } from '../../functions/core/model/secret-value.ts'
import type { AttemptDependencies, ReadOptions } from '../../functions/core/probe/attempt.ts'
import { openNetwork } from '../../functions/core/probe/network/lanes.ts'
import { type Probed, probe } from '../../functions/core/probe/probe.ts'
import { profileOf } from '../../functions/providers/providers.ts'

/** Networks that tests may reach: this machine. */
export const onLoopback = { allowPrivate: ['127.0.0.0/8'] } as const

/** Probes over a real network, with secrets in memory and no waiting between attempts. */
export type Prober = {
  readonly dependencies: AttemptDependencies
  /** Pauses in milliseconds, in order. */
  readonly pausesMs: readonly number[]
  /** Options of every read of a current version, in order. */
  readonly wanted: readonly ReadOptions[]
  /** Stores a secret's current value under its name, or that of another stage. */
  store(name: string, value: StoredSecret['value'], versionId?: string, stage?: SecretStage): void
  /** Has every read of a secret fail. */
  lose(name: string, failure: Omit<SecretFailure, 'kind'>): void
  /** Called in each pause, in which a test may change something between two attempts. */
  duringPauses(act: () => unknown): void
  probe(check: Check, known?: { readonly versionId?: string; readonly proven?: string }): Promise<Probed>
  close(): Promise<void>
}

/** A prober whose store holds `production/ci`, the secret of `aCheck()`. Its attempts end after a while, where that is given. */
export function startProber(token = 'marked-7f3a9c-token', attemptDeadlineMs?: number): Prober {
  const secrets = new Map<string, StoredSecret | SecretFailure>()
  const pausesMs: number[] = []
  const wanted: ReadOptions[] = []
  let act: () => unknown = () => undefined
  const network = openNetwork()
  const dependencies: AttemptDependencies = {
    network,
    profileOf,
    now: Date.now,
    ...(attemptDeadlineMs !== undefined && { attemptDeadlineMs }),
    sleep: async (milliseconds) => {
      pausesMs.push(milliseconds)
      await act()
    },
    readCredential: async (reference, options) => {
      if (reference.stage === 'AWSCURRENT') wanted.push(options)
      const id = reference.source.from === 'secrets-manager' ? reference.source.id : ''
      const stored = secrets.get(placeOf(id, reference.stage)) ?? missing
      return 'kind' in stored ? stored : readSecret(stored, reference, options.expiryField ?? null)
    },
  }
  const store: Prober['store'] = (name, value, versionId = 'version-1', stage = 'AWSCURRENT') =>
    secrets.set(placeOf(name, stage), { value, versionId })
  store('production/ci', token)
  return {
    dependencies,
    pausesMs,
    wanted,
    store,
    lose: (name, failure) => secrets.set(placeOf(name, 'AWSCURRENT'), { kind: 'failure', ...failure }),
    duringPauses: (next) => {
      act = next
    },
    probe: (check, { versionId, proven } = {}) =>
      probe(check, dependencies, {
        read: { versionId },
        proven: proven === undefined ? null : { versionId: proven, reason: 'rejected' },
      }),
    close: () => network.close(),
  }
}

const placeOf = (name: string, stage: SecretStage): string => `${name} ${stage}`

const missing: SecretFailure = { kind: 'failure', reason: 'secret_missing', code: 'ResourceNotFoundException' }

/** The part of a probe that most tests assert: the reason, and the result of each attempt. */
export function shownProbe({ verdict, readings }: Probed): readonly [reason: string, ...shown: string[]] {
  return [verdict.reason, ...readings.map((one) => (one.kind === 'answered' ? one.rule : one.code))]
}
