import type { z } from 'zod'
import type { Check } from '../../core/model/check.ts'
import type { Question } from '../../core/model/question.ts'
import type { SecretReference } from '../../core/model/secret-reference.ts'
import type { ConfigFault } from '../problems.ts'
import { needFaults } from '../rules/needs.ts'
import type { CheckRule } from '../rules.ts'
import { type AnswerFields, answerObject, type CommonFields } from '../schema/check.ts'
import { faultsOf } from '../schema/issues.ts'

/** A check as its profile understands it, before environments and defaults are applied. */
export type CheckDraft = CommonFields &
  AnswerFields & {
    readonly profile: string
    readonly secret?: SecretReference | undefined
    readonly question: Question
    /** Set by providers of the catalogue only. */
    readonly issueUrl?: Check['issueUrl']
    readonly sunset?: Check['sunset']
    readonly minimumSeconds?: number
  }

/** A check that its profile understands, or every fault of it. */
export type DraftOrFaults =
  | { readonly ok: true; readonly draft: CheckDraft }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] }

/** Input of one profile, with its parser. */
export type ProfileInput<Schema extends z.ZodType = z.ZodType> = {
  /** Schema whose input is the type that the profile's builder takes. */
  readonly schema: Schema
  readonly read: (written: unknown) => DraftOrFaults
}

/** Combines a schema with the rules across its fields and with the question that it leads to. */
export function profileInput<Schema extends z.ZodType>(
  schema: Schema,
  rules: readonly CheckRule[],
  draftOf: (fields: z.output<Schema>) => CheckDraft,
): ProfileInput<Schema> {
  return {
    schema,
    read(written) {
      const parsed = schema.safeParse(written)
      const faults = [...faultsOf(parsed.error?.issues ?? []), ...rules.flatMap((rule) => rule(written))]
      if (!parsed.success || faults.length > 0) return { ok: false, faults }
      const draft = draftOf(parsed.data)
      const unfit = needFaults(draft)
      return unfit.length === 0 ? { ok: true, draft } : { ok: false, faults: unfit }
    },
  }
}

/** Expectations of a check that sends no request. */
export const nothingExpected: AnswerFields = answerObject.parse({})
