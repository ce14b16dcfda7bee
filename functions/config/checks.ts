import { z } from 'zod'
import type { Check } from '../core/model/check.ts'
import { fieldOf } from '../core/model/field-of.ts'
import { expandCheck } from './check-of.ts'
import { contentFaults } from './contents.ts'
import { environmentOf } from './environment-of.ts'
import { ownerFaults } from './owners.ts'
import { type ConfigFault, fieldPath, type Problem } from './problems.ts'
import { readDraft } from './profiles.ts'
import { isPublicKey } from './schema/public-key.ts'
import { duration } from './schema/text.ts'
import { shown } from './secrecy.ts'
import { hoursFaults, type Layer, layered, type Settings, windowFaults } from './settings.ts'
import type { ConfigEnvironment } from './surroundings.ts'
import { writtenCheck } from './written.ts'

/** Reads all checks: the valid ones, and all problems of the others. */
export function readChecks(
  written: readonly unknown[],
  surroundings: ConfigEnvironment,
): { readonly checks: readonly Check[]; readonly problems: readonly Problem[] } {
  const places = new Map<string, number>()
  const read = written.map((check, index) => {
    const { key, faults, ...result } = readCheck(check, surroundings)
    const first = key === undefined ? undefined : places.get(key)
    if (key !== undefined && first === undefined) places.set(key, index)
    return {
      ...result,
      faults: first === undefined ? faults : [...faults, duplicateOf(first)],
      label: labelOf(key, index),
    }
  })
  return {
    checks: read.flatMap(({ check }) => check ?? []),
    problems: read.flatMap(({ label, faults }) =>
      faults.map(({ path, message }) => ({ check: label, field: fieldPath(path), message })),
    ),
  }
}

function duplicateOf(first: number): ConfigFault {
  return {
    path: ['id'],
    message: `checks[${first}] has this id already, and ids are unique in an environment: choose another one`,
  }
}

function labelOf(key: string | undefined, index: number): string {
  return (key === undefined ? undefined : shown(key)) ?? `checks[${index}]`
}

/** Leaves out a public key, whose random letters may look like a credential. Nothing else is left out of its place. */
function withoutPublicKey(written: unknown): unknown {
  const key = fieldOf(written, 'publicKey')
  return typeof key === 'string' && isPublicKey(key) ? { ...Object(written), publicKey: undefined } : written
}

/** Reads one check. Its key is known once id and environment are valid, whatever the rest. */
function readCheck(written: unknown, { common, settings, owners, hoursOf }: ConfigEnvironment) {
  const { id } = writtenCheck(written)
  const { name, faults: misplaced } = environmentOf(written, [...settings.keys()])
  const surrounding = settings.get(name ?? '') ?? common
  const result = readDraft(written)
  const own = result.ok ? settingsOf(result.draft, surrounding, hoursOf) : null
  const faults = [
    ...contentFaults(withoutPublicKey(written)),
    ...(result.ok ? [] : result.faults),
    ...misplaced,
    ...disorderOf(written, surrounding),
    ...ownerFaults(written, owners),
    ...(own === null ? [] : hoursFaults(own)),
  ]
  return {
    key: id === undefined || name === undefined ? undefined : `${name}/${id}`,
    faults,
    check:
      result.ok && own !== null && name !== undefined
        ? expandCheck(result.draft, { environment: name, owners, settings: own })
        : null,
  }
}

/** Merges the settings of a check into those around it. The working hours of its owner come before those of the environment. */
function settingsOf(draft: Layer, surrounding: Settings, hoursOf: ConfigEnvironment['hoursOf']): Settings {
  const own = layered(surrounding, draft)
  return { ...own, workingHours: draft.workingHours ?? hoursOf.get(own.owner ?? '') ?? own.workingHours }
}

const windows = z.looseObject({ warn: duration.optional(), critical: duration.optional() })

function disorderOf(written: unknown, surrounding: Settings): readonly ConfigFault[] {
  const parsed = windows.safeParse(written)
  if (!parsed.success) return []
  const { warn, critical } = parsed.data
  return windowFaults({ warn, critical }, layered(surrounding, { warn, critical }))
}
