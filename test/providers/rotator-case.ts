export const caseNowMs = Date.UTC(2027, 2, 1, 10)
export const lifeSeconds = 90 * 86_400
export const endsMs = caseNowMs + lifeSeconds * 1_000
export const endsIso = '2027-05-30T10:00:00Z'

export const bearerHeader = (token: string) => `Bearer ${token}`
export const basicHeader = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

/** One provider: its documented answers, and the expected results. */
export type RotatorCase = {
  readonly options?: Readonly<Record<string, string>>
  readonly present: Readonly<Record<string, string>>
  /** `null` if the rotated credential authorizes itself. */
  readonly authority: Readonly<Record<string, string>> | null
  readonly oldId?: string
  readonly answers: Readonly<Record<string, unknown>>
  /** Expected call that creates the next credential: its authorization header, and its body. */
  readonly issue: { readonly call: string; readonly authority: string | undefined; readonly body: string }
  readonly values: Readonly<Record<string, string>>
  readonly id: string | null
  readonly expiresAt: number | null
  /** Expected calls of a revocation of `old`. */
  readonly revoke: readonly string[]
  readonly keys?: readonly string[]
}
