import type { Check } from '../../../../functions/core/model/check.ts'

/**
 * What a check's verdicts come to, one story a row. The same rows stand in docs/incidents.md. Verdicts come five minutes apart unless
 * `later` says otherwise; `x3` repeats one. `in 20d` is the time that is left, on the ladder 30d, 15d, 7d 12h, 3d, 1d, 6h. What holds
 * around a verdict stands in brackets behind it. Messages are told with the number of their tick.
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
    title: 'A token dies',
    stories: [
      { what: 'all is well', verdicts: 'healthy x5', notified: [] },
      {
        what: 'it dies, and somebody is woken once',
        verdicts: 'healthy, revoked x4',
        notified: ['2: page open revoked'],
      },
      { what: 'it is dead from the beginning', verdicts: 'revoked', notified: ['1: page open revoked'] },
      {
        what: 'it is replaced, and good twice in a row',
        verdicts: 'healthy, revoked x2, healthy x2',
        notified: ['2: page open revoked', '5: page resolve revoked'],
      },
      {
        what: 'it is good once and dead again: the same incident',
        verdicts: 'revoked, healthy, revoked, healthy x2',
        notified: ['1: page open revoked', '5: page resolve revoked'],
      },
      {
        what: 'it gets worse: the same incident',
        verdicts: 'under_scoped, revoked',
        notified: ['1: page open under_scoped'],
      },
      {
        what: 'it dies again later: another incident',
        verdicts: 'revoked, healthy x2, rejected',
        notified: ['1: page open revoked', '3: page resolve revoked', '4: page open rejected'],
      },
      {
        what: 'nobody can tell in between whether it still is',
        verdicts: 'revoked, unreachable x4, revoked',
        notified: ['1: page open revoked'],
      },
      {
        what: 'what was a notice wakes somebody after all',
        verdicts: 'over_scoped, revoked',
        notified: ['1: notice open over_scoped', '2: page escalate revoked'],
      },
    ],
  },
  {
    title: 'Nobody can tell',
    stories: [
      { what: 'a blink', verdicts: 'healthy, unreachable x2, healthy', notified: [] },
      {
        what: 'an outage is told by its provider, not by each of its checks',
        verdicts: 'healthy, unreachable x20, healthy x2',
        notified: [],
      },
      {
        what: 'an answer that nobody understands is of this check alone',
        verdicts: 'unrecognized x4, healthy x2',
        notified: ['3: notice open unrecognized', '6: notice resolve unrecognized'],
      },
      { what: 'a quota is used up', verdicts: 'quota_exhausted x3', notified: ['3: page open quota_exhausted'] },
      {
        what: 'the token whose quota was used up is dead: somebody hears that too',
        verdicts: 'quota_exhausted x3, acknowledged, revoked x2',
        notified: ['3: page open quota_exhausted', '4: page escalate revoked'],
      },
      {
        what: 'the token turns out to be dead when the outage is over',
        verdicts: 'unreachable x4, revoked',
        notified: ['5: page open revoked'],
      },
      {
        what: "the threshold is the check's own",
        verdicts: 'unrecognized',
        notified: ['1: notice open unrecognized'],
        check: { thresholds: { unknownAfter: 1, misconfiguredAfter: 3, recoversAfter: 2 } },
      },
    ],
  },
  {
    title: 'The check can not be asked',
    stories: [
      { what: 'a deployment replaces its secret', verdicts: 'secret_missing x2, healthy', notified: [] },
      { what: 'the secret is gone', verdicts: 'secret_missing x4', notified: ['3: page open secret_missing'] },
      {
        what: 'its secret is put back and is dead: the same incident, until it is good',
        verdicts: 'secret_missing x3, rejected x2, healthy x2',
        notified: ['3: page open secret_missing', '7: page resolve secret_missing'],
      },
      { what: 'a permission is missing', verdicts: 'secret_denied x4', notified: ['3: notice open secret_denied'] },
      {
        what: 'it changes between two ways of telling nothing',
        verdicts: 'unrecognized, secret_denied, unrecognized, secret_denied',
        notified: ['3: notice open unrecognized'],
      },
    ],
  },
  {
    title: 'A token is about to expire',
    stories: [
      {
        what: 'it comes down the ladder, each rung once',
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
        what: 'rungs that were skipped are one message',
        verdicts: 'expiring in 29d, expiring in 20h',
        notified: ['1: notice open expiring', '2: page escalate expiring'],
      },
      {
        what: 'it dies after all',
        verdicts: 'expiring in 5h, expired',
        notified: ['1: page open expiring', '2: page escalate expired'],
      },
      {
        what: 'it was renewed for a year',
        verdicts: 'expiring in 5h, healthy x2',
        notified: ['1: page open expiring', '3: page resolve expiring'],
      },
      {
        what: 'it was renewed for two weeks: the page ends, and the ladder begins anew',
        verdicts: 'expiring in 5h, expiring in 14d x2',
        notified: ['1: page open expiring', '3: page resolve expiring', '3: notice open expiring'],
      },
      {
        what: 'it was renewed for a day: the ladder begins anew there too',
        verdicts: 'expiring in 5h, expiring in 20h x3, expiring in 5h',
        notified: ['1: page open expiring', '3: page expiry_threshold expiring', '5: page expiry_threshold expiring'],
      },
      {
        what: 'two sources take turns to name it: that is no news',
        verdicts: 'expiring in 5h, expiring in 20h, expiring in 5h, expiring in 20h, expiring in 5h',
        notified: ['1: page open expiring'],
      },
      {
        what: 'it is seen at every other tick only',
        verdicts: 'expiring in 20h, healthy, expiring in 20h, expiring in 14d, expiring in 20h',
        notified: ['1: page open expiring'],
      },
    ],
  },
  {
    title: 'A robot renews it',
    stories: [
      {
        what: 'it has time: nobody needs to know',
        verdicts: 'expiring in 29d, expiring in 3d x3',
        notified: [],
        check: rotated,
      },
      {
        what: 'half of its window is over and the token is still the old one',
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
        what: 'the refusal was a hiccup',
        verdicts: 'expiring in 3d, refused, expiring in 3d, accepted, expiring in 3d, refused, expiring in 3d',
        notified: [],
        check: rotated,
      },
      {
        what: 'Secrets Manager gives it up, whatever is asked for afterwards',
        verdicts: 'expiring in 3d, accepted, given up, expiring in 3d, accepted, expiring in 3d',
        notified: ['2: page open expiring'],
        check: rotated,
      },
      {
        what: 'what is given up is only overdue',
        verdicts: 'overdue, given up, overdue x2',
        notified: ['1: notice open overdue', '2: page escalate overdue'],
        check: rotated,
      },
    ],
  },
  {
    title: 'A provider lies',
    stories: [
      {
        what: 'it refused a good token lately: its word needs three ticks',
        verdicts: 'rejected (doubted) x2, healthy',
        notified: [],
      },
      {
        what: 'the token is dead all the same',
        verdicts: 'rejected (doubted) x3',
        notified: ['3: page open rejected'],
      },
      {
        what: 'what only the scopes show needs no trust',
        verdicts: 'under_scoped',
        notified: ['1: page open under_scoped'],
      },
    ],
  },
  {
    title: 'So many die that they are one incident',
    stories: [
      { what: 'the flood is told, its tokens are not', verdicts: 'rejected (storm) x3, healthy x2', notified: [] },
      {
        what: 'it was cleared, and this one is still dead four hours later',
        verdicts: 'rejected (storm), rejected',
        notified: ['2: page open rejected'],
      },
      {
        what: 'a token that was told before stays an incident of its own',
        verdicts: 'rejected, rejected (storm), healthy x2',
        notified: ['1: page open rejected', '4: page resolve rejected'],
      },
    ],
  },
  {
    title: 'It stays open',
    stories: [
      {
        what: 'a reminder every four hours',
        verdicts: 'revoked, 4h later, revoked, 4h later, revoked',
        notified: ['1: page open revoked', '2: page remind revoked', '3: page remind revoked'],
      },
      {
        what: 'somebody has taken it over',
        verdicts: 'revoked, acknowledged, 4h later, revoked',
        notified: ['1: page open revoked'],
      },
      {
        what: 'that it becomes worse is told all the same',
        verdicts: 'over_scoped, acknowledged, revoked, 4h later, revoked',
        notified: ['1: notice open over_scoped', '2: page escalate revoked', '3: page remind revoked'],
      },
      {
        what: 'an expiry that is only noticed reminds by its ladder alone',
        verdicts: 'expiring in 29d, 4h later, expiring in 28d',
        notified: ['1: notice open expiring'],
      },
      {
        what: 'a reminder says what is the matter by now',
        verdicts: 'secret_missing x3, 4h later, rejected',
        notified: ['3: page open secret_missing', '4: page remind rejected'],
      },
      {
        what: 'after a day nobody is reminded any more',
        verdicts: `revoked, ${'4h later, revoked, '.repeat(8)}revoked`,
        notified: ['1: page open revoked', ...[2, 3, 4, 5, 6, 7].map((tick) => `${tick}: page remind revoked`)],
      },
    ],
  },
  {
    title: 'Quiet on purpose',
    stories: [
      {
        what: 'it dies and is replaced in silence',
        verdicts: 'revoked (suppressed) x3, healthy (suppressed) x2',
        notified: [],
      },
      {
        what: 'it is still dead when the silence ends',
        verdicts: 'revoked (suppressed) x3, revoked',
        notified: ['4: page silence_ended revoked'],
      },
      {
        what: 'an end is told in silence too, where the beginning was',
        verdicts: 'revoked, healthy (suppressed) x2',
        notified: ['1: page open revoked', '3: page resolve revoked'],
      },
      {
        what: 'nobody is reminded in silence',
        verdicts: 'revoked, 4h later, revoked (suppressed), revoked',
        notified: ['1: page open revoked', '3: page remind revoked'],
      },
    ],
  },
  {
    title: 'It comes and goes',
    stories: [
      {
        what: 'more than four turns an hour are one notice',
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
        what: 'half an hour later it is good and stays so',
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
        what: 'half an hour later it is dead and stays so',
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
        what: 'a token that dies while only notices come and go wakes somebody, once',
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
