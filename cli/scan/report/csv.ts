import { csvOf } from '../../framework/csv.ts'
import type { ScanReport } from '../scan-report.ts'

const columns = [
  'finding',
  'place',
  'fields',
  'profile',
  'environment',
  'owner',
  'standing',
  'reason',
  'expires',
  'because',
  'todo',
] as const

/** Writes findings and the credentials without one, a line for each (RFC 4180). */
export function scanCsv({ findings, credentials }: ScanReport): string {
  const known = new Map(credentials.map((one) => [`${one.place} ${one.fields.join()} ${one.profile}`, one]))
  const found = new Set(findings.map(({ place, fields, profile }) => `${place} ${fields.join()} ${profile}`))
  const rows = [
    ...findings.map(({ kind, place, fields, profile, because, todo }) => {
      const one = known.get(`${place} ${fields.join()} ${profile}`)
      return [
        kind,
        place,
        fields.join(' '),
        profile,
        one?.environment,
        one?.owner,
        one?.standing,
        one?.reason,
        one?.expiresAt,
        because,
        todo,
      ]
    }),
    ...[...known].flatMap(([key, one]) =>
      found.has(key)
        ? []
        : [
            [
              'none',
              one.place,
              one.fields.join(' '),
              one.profile,
              one.environment,
              one.owner,
              one.standing,
              one.reason,
              one.expiresAt,
              one.because,
              '',
            ],
          ],
    ),
  ]
  return csvOf([columns, ...rows])
}
