import type { CheckKey } from '../model/check.ts'
import type { Finding } from '../model/verdict.ts'
import type { Background, ConditionStore } from './conditions.ts'

/** What looks at checks beside their probes. */
export type BackgroundSource = 'environments' | 'overlap' | 'consumers' | 'controls'
/** How often reviews look. */
export const reviewPeriodMs = 3_600_000

/** What was found so long ago is not believed any more: somebody should have looked since. */
const believedMs = 3 * reviewPeriodMs

/** What is believed of a check besides what its probe shows; of all sources, unless one has just looked again. */
export function backgroundOf(
  conditions: readonly { readonly kind: string }[],
  check: CheckKey,
  nowMs: number,
  except?: BackgroundSource,
): readonly Finding[] {
  return conditions
    .filter(isBackground)
    .filter(({ id }) => except === undefined || !id.startsWith(`${except} `))
    .filter(({ at }) => nowMs - at <= believedMs)
    .flatMap(({ findings }) => findings[check] ?? [])
}

const isBackground = (condition: { readonly kind: string }): condition is Background => condition.kind === 'background'

/** What a source found, by check. */
export type Found = readonly (readonly [CheckKey, Finding])[]

/** Where it is kept, and when that is. */
export type BackgroundDependencies = { readonly conditions: ConditionStore; now(): number }

/** Keeps what was found, in place of what was found before. Where there was and is nothing, nothing is written. */
export async function remember(
  { source, subject, found }: { readonly source: BackgroundSource; readonly subject: string; readonly found: Found },
  { conditions, now }: BackgroundDependencies,
): Promise<void> {
  const id = `${source} ${subject}`
  const previous = (await conditions.all()).filter(isBackground).find((one) => one.id === id)
  if (found.length === 0 && Object.keys(previous?.findings ?? {}).length === 0) return
  const findings: Record<CheckKey, Finding[]> = {}
  for (const [check, finding] of found) findings[check] = [...(findings[check] ?? []), finding]
  const at = now()
  await conditions.put(
    { kind: 'background', id, revision: (previous?.revision ?? 0) + 1, at, findings },
    at + believedMs,
  )
}
