import type { OtherKind } from '../../core/model/profile.ts'
import type { Source } from '../provider.ts'

/** A kind of credential whose vendor documents how it begins. */
export type DocumentedKind = OtherKind & {
  /** Roles that take it, as `profile.role`; empty if no profile does. */
  readonly for: readonly string[]
}

/** The kinds of one vendor, and its profiles. */
export type VendorKinds = {
  readonly profiles: readonly string[]
  readonly source: Source
  readonly kinds: readonly DocumentedKind[]
}

/** Source of a page that was read when the table was written. */
export const documented = (title: string, url: string): Source => ({
  evidence: 'documented',
  title,
  url,
  seen: '2026-11-30',
})

/** A kind, and the roles that take it. */
export const kind = (begins: string, what: string, ...roles: readonly string[]): DocumentedKind => ({
  begins,
  what,
  for: roles,
})

/** A kind with a short beginning, which counts only together with the shape of the rest. */
export const shaped = (begins: string, rest: string, what: string, ...roles: readonly string[]): DocumentedKind => ({
  ...kind(begins, what, ...roles),
  rest,
})
