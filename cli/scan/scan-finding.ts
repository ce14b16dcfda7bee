/** Kinds of findings, worst first. Their position in this list is their order in every report. */
export const findingKinds = [
  'dead',
  'broken',
  'expiring',
  'over_scoped',
  'shared_across_environments',
  'shared',
  'never_rotated',
  'unused',
  'unread',
  'unanswered',
  'not_asked',
  'perhaps',
  'not_recognised',
  'not_allowed',
] as const

export type FindingKind = (typeof findingKinds)[number]

/** Headings for people. */
export const findingTitles: Readonly<Record<FindingKind, string>> = {
  dead: 'Dead',
  broken: 'Stored in a way that nothing can use',
  expiring: 'Expiring',
  over_scoped: 'May do more than it has to',
  shared_across_environments: 'Shared between environments',
  shared: 'Shared between secrets',
  never_rotated: 'Never rotated',
  unused: 'Nothing reads it any more: safe to remove?',
  unread: 'Unread for 90 days',
  unanswered: 'Asked, and the answer decides nothing',
  not_asked: 'Recognised, and not asked',
  perhaps: 'Perhaps a credential',
  not_recognised: 'Not recognised',
  not_allowed: 'Not allowed',
}

/** One thing that a person has to look at. It holds names and dates, and no value. */
export type ScanFinding = {
  readonly kind: FindingKind
  /** Place of the secret, as it is shown everywhere. */
  readonly place: string
  /** Fields of the secret; empty where it is one text. */
  readonly fields: readonly string[]
  readonly profile: string | null
  readonly title: string | null
  readonly because: string
  /** Sentences that the finding rests on, with their limits. */
  readonly evidence: readonly string[]
  readonly todo: string
}

/** Sorts by kind, worst first, and then by place. */
export const worstFirst = (findings: readonly ScanFinding[]): readonly ScanFinding[] =>
  findings.toSorted(
    (one, other) =>
      findingKinds.indexOf(one.kind) - findingKinds.indexOf(other.kind) ||
      (one.place < other.place ? -1 : one.place > other.place ? 1 : 0),
  )
