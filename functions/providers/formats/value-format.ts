import type { Source } from '../provider.ts'

/** Checksums that vendors put into their tokens. Each is computed from the rest of the token. */
export type Checksum = 'github' | 'grafana'

/** The form of the values of one role, as far as somebody has written it down. */
export type ValueFormat = {
  /** The role that takes such a value, as `profile.role`. */
  readonly role: string
  /** Regular expression of the whole value. A named group holds the option of the same name. */
  readonly pattern: string
  /** Evidence that the form alone gives: enough to tell the kind, or only beside a name. */
  readonly tells: 'kind' | 'beside_name'
  readonly checksum?: Checksum
  /** Options of a check that follow from the form. */
  readonly sets?: Readonly<Record<string, string>>
  readonly source: Source
}

type Extras = Pick<ValueFormat, 'checksum' | 'sets'>

/** A form that nothing else is known to have. */
export const ownForm = (role: string, pattern: string, source: Source, extras: Extras = {}): ValueFormat => ({
  role,
  pattern,
  tells: 'kind',
  source,
  ...extras,
})

/** A form that other credentials have as well: a UUID, letters and digits, a prefix of several vendors. */
export const commonForm = (role: string, pattern: string, source: Source, extras: Extras = {}): ValueFormat => ({
  role,
  pattern,
  tells: 'beside_name',
  source,
  ...extras,
})

const seen = '2026-11-30'

/** Rules of a scanner that many repositories run. */
export const gitleaks: Source = {
  evidence: 'observed',
  title: 'gitleaks, the rules that it comes with',
  url: 'https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml',
  seen,
}

/** Detectors of a scanner that asks the providers. */
export const trufflehog: Source = {
  evidence: 'observed',
  title: 'trufflehog, its detectors',
  url: 'https://github.com/trufflesecurity/trufflehog/tree/main/pkg/detectors',
  seen,
}

/** Patterns that several public repositories use to keep such keys out of commits and logs. */
export const inTheWild: Source = {
  evidence: 'observed',
  title: 'patterns of public repositories that keep such keys out of commits and logs',
  seen,
}

/** A form that nobody was found to write down. It never tells a kind. */
export const fromMemory: Source = { evidence: 'recalled', title: 'keys as they are remembered' }

export const documentedForm = (title: string, url: string): Source => ({ evidence: 'documented', title, url, seen })
