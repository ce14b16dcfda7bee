import type { Check, CheckKey } from './check.ts'

/** Who hears of an environment. Addresses and integration keys are references; nothing here is a secret's value. */
export type Subscriber =
  | { readonly kind: 'email'; readonly address: string }
  | {
      readonly kind: 'pagerduty'
      readonly integrationKey: { readonly secretId: string; readonly field: string | null }
    }

/** A label with its own paging. */
export type Environment = {
  readonly name: string
  readonly page: readonly Subscriber[]
  readonly notice: readonly Subscriber[]
  readonly watcher: readonly Subscriber[]
}

/** Everything that one config says, validated and with every default filled in: what the functions are given. */
export type Deployment = {
  readonly name: string
  /** First 16 hex digits of the SHA-256 of everything else here; a queued batch of another config carries another. */
  readonly hash: string
  readonly environments: readonly Environment[]
  readonly checks: readonly Check[]
}

/** The check of a key; undefined for one that a later config no longer has. */
export function checkOf({ checks }: Deployment, key: CheckKey): Check | undefined {
  return checks.find((check) => check.key === key)
}
