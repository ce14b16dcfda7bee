import type { Outlook } from '../../functions/core/rotation/outlook.ts'
import type { Rehearsal } from '../../functions/core/rotation/rehearse.ts'
import { exitCodes } from '../framework/exit-codes.ts'
import type { Told } from '../framework/told.ts'
import { stepsOf } from './words.ts'

/** What a rotation would do and find; 1 where it would not come to its exchange. */
export function tellRehearsal(outlook: Outlook, rehearsal: Rehearsal | null): Told {
  const { check, by, versionId, nextVersionId, cautions } = outlook
  const ours = by === 'ours' ? rehearsal : null
  const lines = [
    `A rotation of ${check} would:`,
    ...stepsOf(outlook).map((step) => `  ${step}`),
    ...(ours === null
      ? ['Nothing was asked: what somebody else renews cannot be tried from here.']
      : [
          'Tried, with nothing spent and nothing written:',
          ...ours.found.map((line) => `  ✓ ${line}`),
          ...(ours.stopped === null ? [] : [`  ✗ ${ours.stopped}`]),
        ]),
  ]
  const stopped = ours?.stopped ?? null
  return {
    exitCode: stopped === null ? exitCodes.ok : exitCodes.refused,
    data: { check, by, from: versionId, to: nextVersionId, cautions, found: ours?.found ?? [], stopped },
    text: `${lines.join('\n')}\n`,
  }
}
