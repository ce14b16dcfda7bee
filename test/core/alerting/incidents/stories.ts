import type { Check } from '../../../../functions/core/model/check.ts'

/**
 * Verdicts of a check and the messages that follow, one story a row. docs/incidents.md has the same rows. Verdicts come five minutes
 * apart unless `later` says otherwise; `x3` repeats one. `in 20d` is the time left, with the expiry thresholds 30d, 15d, 7d 12h, 3d, 1d,
 * 6h. The alert context stands in brackets after a verdict. Each message has the number of its tick.
 */
export type AlertStory = {
  readonly what: string
  readonly verdicts: string
  readonly notified: readonly string[]
  readonly check?: Partial<Check>
}

/** A section of stories, as docs/incidents.md heads them. */
export type Chapter = { readonly title: string; readonly stories: readonly AlertStory[] }

const rotated: Partial<Check> = {
  rotation: { by: 'managed', rotateWithinSeconds: 4 * 86_400 },
}

export const chapters: readonly Chapter[] = [
  {
    title: 'A token becomes invalid',
    stories: [
      { what: 'the token is valid', verdicts: 'healthy x5', notified: [] },
      {
        what: 'it is revoked: one page',
        verdicts: 'healthy, revoked x4',
        notified: ['2: page open revoked'],
      },
      { what: 'it is invalid at the first tick', verdicts: 'revoked', notified: ['1: page open revoked'] },
      {
        what: 'it is replaced, and valid twice in a row',
        verdicts: 'healthy, revoked x2, healthy x2',
        notified: ['2: page open revoked', '5: page resolve revoked'],
      },
      {
        what: 'it is valid once and invalid again: the same incident',
        verdicts: 'revoked, healthy, revoked, healthy x2',
        notified: ['1: page open revoked', '5: page resolve revoked'],
      },
      {
        what: 'another reason at the same alert level: the same incident',
        verdicts: 'under_scoped, revoked',
        notified: ['1: page open under_scoped'],
      },
      {
        what: 'it becomes invalid again later: another incident',
        verdicts: 'revoked, healthy x2, rejected',
        notified: ['1: page open revoked', '3: page resolve revoked', '4: page open rejected'],
      },
      {
        what: 'it cannot be judged in between: the same incident',
        verdicts: 'revoked, unreachable x4, revoked',
        notified: ['1: page open revoked'],
      },
      {
        what: 'a notice becomes a page',
        verdicts: 'over_scoped, revoked',
        notified: ['1: notice open over_scoped', '2: page escalate revoked'],
      },
    ],
  },
  {
    title: 'A check cannot be judged',
    stories: [
      { what: 'its provider fails for two ticks', verdicts: 'healthy, unreachable x2, healthy', notified: [] },
      {
        what: 'an outage notifies once for the provider, not for each check',
        verdicts: 'healthy, unreachable x20, healthy x2',
        notified: [],
      },
      {
        what: 'an answer that no rule matches concerns this check only',
        verdicts: 'unrecognized x4, healthy x2',
        notified: ['3: notice open unrecognized', '6: notice resolve unrecognized'],
      },
      { what: 'its quota is used up', verdicts: 'quota_exhausted x3', notified: ['3: page open quota_exhausted'] },
      {
        what: 'its quota was used up, then it is revoked: another page',
        verdicts: 'quota_exhausted x3, acknowledged, revoked x2',
        notified: ['3: page open quota_exhausted', '4: page escalate revoked'],
      },
      {
        what: 'it is invalid when the outage is over',
        verdicts: 'unreachable x4, revoked',
        notified: ['5: page open revoked'],
      },
      {
        what: 'the check sets its own threshold',
        verdicts: 'unrecognized',
        notified: ['1: notice open unrecognized'],
        check: {
          thresholds: { unknownAfter: 1, misconfiguredAfter: 3, recoversAfter: 2, unprovedAfterSeconds: 1_800 },
        },
      },
    ],
  },
  {
    title: 'A check is misconfigured',
    stories: [
      { what: 'a deployment replaces its secret', verdicts: 'secret_missing x2, healthy', notified: [] },
      { what: 'the secret is missing', verdicts: 'secret_missing x4', notified: ['3: page open secret_missing'] },
      {
        what: 'its secret is put back and is invalid: the same incident, until it is valid',
        verdicts: 'secret_missing x3, rejected x2, healthy x2',
        notified: ['3: page open secret_missing', '4: page escalate rejected', '7: page resolve rejected'],
      },
      { what: 'a permission is missing', verdicts: 'secret_denied x4', notified: ['3: notice open secret_denied'] },
      {
        what: 'it changes between `unknown` and `misconfigured`',
        verdicts: 'unrecognized, secret_denied, unrecognized, secret_denied, unrecognized, secret_denied',
        notified: ['5: notice open unrecognized', '6: notice also secret_denied'],
      },
    ],
  },
  {
    title: 'Several problems of one check',
    stories: [
      {
        what: 'it is over-scoped, and then cannot be judged any more',
        verdicts: 'over_scoped, unrecognized x4',
        notified: ['1: notice open over_scoped', '4: notice also unrecognized'],
      },
      {
        what: 'its expiry was acknowledged, then its secret is deleted',
        verdicts: 'expiring in 20h, acknowledged, secret_missing x3',
        notified: ['1: page open expiring', '4: page also secret_missing'],
      },
      {
        what: 'its expiry was acknowledged, then its secret is denied',
        verdicts: 'expiring in 20h, acknowledged, secret_denied x3',
        notified: ['1: page open expiring', '4: notice also secret_denied'],
      },
      {
        what: 'an outage is its first problem, then a permission is missing',
        verdicts: 'unreachable x3, secret_denied x3',
        notified: ['6: notice open secret_denied'],
      },
      {
        what: 'a secret that is replaced in an outage is no page',
        verdicts: 'unreachable x6, secret_missing, unreachable x2',
        notified: [],
      },
      {
        what: 'it cannot be judged, and then its secret is gone',
        verdicts: 'unrecognized x3, secret_missing x3',
        notified: ['3: notice open unrecognized', '6: page escalate secret_missing'],
      },
      {
        what: 'a refusal is a verdict: only the death stays open',
        verdicts: 'unrecognized x3, revoked x2, healthy x2',
        notified: ['3: notice open unrecognized', '4: page escalate revoked', '7: page resolve revoked'],
      },
      {
        what: 'the end comes near while its answer is not understood',
        verdicts: 'expiring in 6d, unrecognized in 5d x3, unrecognized in 20h',
        notified: ['1: notice open expiring', '4: notice also unrecognized', '5: page escalate expiring'],
      },
      {
        what: 'a secret that can be read again is nothing good while nothing can be judged',
        verdicts: 'secret_missing x3, unreachable x4, healthy x2',
        notified: ['3: page open secret_missing', '9: page resolve secret_missing'],
      },
    ],
  },
  {
    title: 'A token is about to expire',
    stories: [
      {
        what: 'it reaches each expiry threshold once',
        verdicts:
          'expiring in 29d x3, expiring in 16d, expiring in 14d, expiring in 7d, expiring in 70h, expiring in 20h, expiring in 5h',
        notified: [
          '1: notice open expiring',
          '5: notice expiry_threshold expiring',
          '6: notice expiry_threshold expiring',
          '7: page escalate expiring',
          '8: page expiry_threshold expiring',
          '9: page expiry_threshold expiring',
        ],
      },
      {
        what: 'thresholds that were skipped are one message',
        verdicts: 'expiring in 29d, expiring in 20h',
        notified: ['1: notice open expiring', '2: page escalate expiring'],
      },
      {
        what: 'it expires',
        verdicts: 'expiring in 5h, expired',
        notified: ['1: page open expiring', '2: page escalate expired'],
      },
      {
        what: 'a new token lives for a year',
        verdicts: 'expiring in 5h, healthy x2',
        notified: ['1: page open expiring', '3: page resolve expiring'],
      },
      {
        what: 'a new token lives for two weeks: the page ends, and the thresholds start again',
        verdicts: 'expiring in 5h, expiring in 14d x2',
        notified: ['1: page open expiring', '3: page resolve expiring', '3: notice open expiring'],
      },
      {
        what: 'a new token lives for a day: the thresholds start again',
        verdicts: 'expiring in 5h, expiring in 20h x3, expiring in 5h',
        notified: ['1: page open expiring', '3: page expiry_threshold expiring', '5: page expiry_threshold expiring'],
      },
      {
        what: 'two sources alternate: no new message',
        verdicts: 'expiring in 5h, expiring in 20h, expiring in 5h, expiring in 20h, expiring in 5h',
        notified: ['1: page open expiring'],
      },
      {
        what: 'its expiry is seen at every other tick only',
        verdicts: 'expiring in 20h, healthy, expiring in 20h, expiring in 14d, expiring in 20h',
        notified: ['1: page open expiring'],
      },
    ],
  },
  {
    title: 'A token is rotated automatically',
    stories: [
      {
        what: 'there is time left: no message',
        verdicts: 'expiring in 29d, expiring in 3d x3',
        notified: [],
        check: rotated,
      },
      {
        what: 'half of the rotation window is over and the version is still the old one',
        verdicts: 'expiring in 3d, expiring in 47h',
        notified: ['2: page open expiring'],
        check: rotated,
      },
      {
        what: 'Secrets Manager refuses the rotation twice',
        verdicts: 'expiring in 3d, refused, expiring in 3d, refused, expiring in 3d',
        notified: ['3: page open expiring'],
        check: rotated,
      },
      {
        what: 'one refusal, then it is accepted',
        verdicts: 'expiring in 3d, refused, expiring in 3d, accepted, expiring in 3d, refused, expiring in 3d',
        notified: [],
        check: rotated,
      },
      {
        what: 'Secrets Manager gives up, later requests change nothing',
        verdicts: 'expiring in 3d, accepted, given up, expiring in 3d, accepted, expiring in 3d',
        notified: ['2: page open expiring'],
        check: rotated,
      },
      {
        what: 'Secrets Manager gives up on a token that is only overdue',
        verdicts: 'overdue, given up, overdue x2',
        notified: ['1: notice open overdue', '2: page escalate overdue'],
        check: rotated,
      },
    ],
  },
  {
    title: 'A provider refuses valid tokens',
    stories: [
      {
        what: 'it lately refused a valid token: three ticks in a row have to agree',
        verdicts: 'rejected (unreliable) x2, healthy',
        notified: [],
      },
      {
        what: 'the token is invalid all the same',
        verdicts: 'rejected (unreliable) x3',
        notified: ['3: page open rejected'],
      },
      {
        what: 'missing scopes need no confirmation',
        verdicts: 'under_scoped',
        notified: ['1: page open under_scoped'],
      },
    ],
  },
  {
    title: 'Alert storms',
    stories: [
      { what: 'the storm notifies, its tokens do not', verdicts: 'rejected (storm) x3, healthy x2', notified: [] },
      {
        what: 'it was cleared, and this token is still invalid four hours later',
        verdicts: 'rejected (storm), rejected',
        notified: ['2: page open rejected'],
      },
      {
        what: 'a token that was notified before keeps its own incident',
        verdicts: 'rejected, rejected (storm), healthy x2',
        notified: ['1: page open rejected', '4: page resolve rejected'],
      },
    ],
  },
  {
    title: 'Tokens that share something',
    stories: [
      {
        what: 'the page about all of them notifies, this one does not',
        verdicts: 'rejected (shared) x3, healthy x2',
        notified: [],
      },
      {
        what: 'a secret that several checks read is gone',
        verdicts: 'secret_missing x2, secret_missing (shared) x2',
        notified: [],
      },
      {
        what: 'no message could name it within half an hour',
        verdicts: 'rejected (shared) x6, rejected',
        notified: ['7: page open rejected'],
      },
      {
        what: 'what it was notified of before keeps its own end',
        verdicts: 'over_scoped, rejected (shared), healthy x2',
        notified: ['1: notice open over_scoped', '4: notice resolve rejected'],
      },
    ],
  },
  {
    title: 'Many known ends at once',
    stories: [
      {
        what: 'the message about all ends notifies at each threshold, this check does not',
        verdicts: 'expiring in 80h, unreachable in 70h (ends), unreachable in 20h (ends)',
        notified: ['1: notice open expiring'],
      },
      {
        what: 'it is good with a later end: the notice that came before ends',
        verdicts: 'expiring in 80h, unreachable in 70h (ends), healthy x2',
        notified: ['1: notice open expiring', '4: notice resolve expiring'],
      },
      {
        what: 'the message is over, and it still cannot be checked',
        verdicts: 'expiring in 80h, unreachable in 70h (ends), unreachable in 69h',
        notified: ['1: notice open expiring', '3: page open expiring'],
      },
      {
        what: 'it paged by itself at a threshold before',
        verdicts: 'expiring in 80h, unreachable in 70h, unreachable in 20h (ends)',
        notified: ['1: notice open expiring', '2: page escalate expiring'],
      },
    ],
  },
  {
    title: 'An incident stays open',
    stories: [
      {
        what: 'a reminder every four hours',
        verdicts: 'revoked, 4h later, revoked, 4h later, revoked',
        notified: ['1: page open revoked', '2: page remind revoked', '3: page remind revoked'],
      },
      {
        what: 'somebody has acknowledged it',
        verdicts: 'revoked, acknowledged, 4h later, revoked',
        notified: ['1: page open revoked'],
      },
      {
        what: 'it becomes worse after it was acknowledged',
        verdicts: 'over_scoped, acknowledged, revoked, 4h later, revoked',
        notified: ['1: notice open over_scoped', '2: page escalate revoked', '3: page remind revoked'],
      },
      {
        what: 'a notice about an expiry has no reminders, only thresholds',
        verdicts: 'expiring in 29d, 4h later, expiring in 28d',
        notified: ['1: notice open expiring'],
      },
      {
        what: 'a reminder names the present reason',
        verdicts: 'rejected, 4h later, revoked',
        notified: ['1: page open rejected', '2: page remind revoked'],
      },
      {
        what: 'six reminders at most',
        verdicts: `revoked, ${'4h later, revoked, '.repeat(8)}revoked`,
        notified: ['1: page open revoked', ...[2, 3, 4, 5, 6, 7].map((tick) => `${tick}: page remind revoked`)],
      },
    ],
  },
  {
    title: 'Silences and maintenance windows',
    stories: [
      {
        what: 'it is revoked and replaced during a silence',
        verdicts: 'revoked (suppressed) x3, healthy (suppressed) x2',
        notified: [],
      },
      {
        what: 'it is still invalid when the silence ends',
        verdicts: 'revoked (suppressed) x3, revoked',
        notified: ['4: page after_silence revoked'],
      },
      {
        what: 'it died in the silence, and cannot be judged when the silence ends',
        verdicts: 'rejected (suppressed) x3, unreachable (suppressed), unreachable',
        notified: ['5: page after_silence rejected'],
      },
      {
        what: 'it opened before the silence: its end is notified during the silence',
        verdicts: 'revoked, healthy (suppressed) x2',
        notified: ['1: page open revoked', '3: page resolve revoked'],
      },
      {
        what: 'no reminders during a silence',
        verdicts: 'revoked, 4h later, revoked (suppressed), revoked',
        notified: ['1: page open revoked', '3: page remind revoked'],
      },
    ],
  },
  {
    title: 'A check is flapping',
    stories: [
      {
        what: 'more than four changes within an hour are one notice',
        verdicts: 'revoked, healthy x2, revoked, healthy x2, revoked, healthy x2, revoked',
        notified: [
          '1: page open revoked',
          '3: page resolve revoked',
          '4: page open revoked',
          '6: page resolve revoked',
          '7: notice flapping revoked',
        ],
      },
      {
        what: 'half an hour later it is still valid',
        verdicts: 'revoked, healthy x2, revoked, healthy x2, revoked, healthy x2, 30m later, healthy',
        notified: [
          '1: page open revoked',
          '3: page resolve revoked',
          '4: page open revoked',
          '6: page resolve revoked',
          '7: notice flapping revoked',
          '10: notice flapping_ended revoked',
        ],
      },
      {
        what: 'half an hour later it is still invalid',
        verdicts: 'revoked, healthy x2, revoked, healthy x2, revoked, 30m later, revoked',
        notified: [
          '1: page open revoked',
          '3: page resolve revoked',
          '4: page open revoked',
          '6: page resolve revoked',
          '7: notice flapping revoked',
          '8: notice flapping_ended revoked',
          '8: page open revoked',
        ],
      },
      {
        what: 'only notices were flapping, then it is revoked: one page',
        verdicts:
          'over_scoped, healthy x2, over_scoped, healthy x2, over_scoped, revoked, healthy x2, revoked, healthy x2',
        notified: [
          '1: notice open over_scoped',
          '3: notice resolve over_scoped',
          '4: notice open over_scoped',
          '6: notice resolve over_scoped',
          '7: notice flapping over_scoped',
          '8: page open revoked',
          '10: page resolve revoked',
        ],
      },
    ],
  },
]
