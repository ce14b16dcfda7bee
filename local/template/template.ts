import { z } from 'zod'
import { unknownReference } from './references.ts'
import { ignored } from './resources/ignored.ts'

/** One resource as it stands in the template, intrinsics and all. */
export type TemplateResource = {
  readonly type: string
  readonly properties: Readonly<Record<string, unknown>>
  /** Name of the condition under which it is created; null for one that always is. */
  readonly condition: string | null
}

export type StackTemplate = {
  readonly resources: ReadonlyMap<string, TemplateResource>
  readonly conditions: Readonly<Record<string, unknown>>
  readonly outputs: Readonly<Record<string, TemplateOutput>>
}

export type TemplateOutput = z.output<typeof output>

const resource = z.strictObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.union([z.string(), z.array(z.string())]).optional(),
  Condition: z.string().optional(),
  // What happens at an update or a removal; the walk only ever creates.
  DeletionPolicy: ignored,
  UpdateReplacePolicy: ignored,
  Metadata: ignored,
})

const output = z.strictObject({
  Value: z.unknown(),
  Condition: z.string().optional(),
  Description: ignored,
  Export: ignored,
})

/** Sections that are not named here (`Mappings`, `Transform`) are refused: nothing would act on them. */
const template = z.strictObject({
  Description: z.string().optional(),
  Metadata: ignored,
  Resources: z.record(z.string(), resource),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Outputs: z.record(z.string(), output).default({}),
  // The CDK's own look at the version of its bootstrap stack.
  Parameters: z.strictObject({ BootstrapVersion: ignored }).optional(),
  Rules: z.strictObject({ CheckBootstrapVersion: ignored }).optional(),
})

/** Reads a template; throws where it holds what the walk does not know, or what CloudFormation would refuse to order. */
export function parseTemplate(given: unknown): StackTemplate {
  const parsed = template.safeParse(given)
  if (!parsed.success) throw new Error(`the template: ${z.prettifyError(parsed.error)}`)
  const { Resources, Conditions, Outputs } = parsed.data
  const problem = unknownReference(new Map(Object.entries(Resources)))
  if (problem !== null) throw new Error(problem)
  const entries = Object.entries(Resources).map(
    ([id, { Type, Properties, Condition = null }]) =>
      [id, { type: Type, properties: Properties, condition: Condition }] as const,
  )
  return { resources: new Map(entries), conditions: Conditions, outputs: Outputs }
}
