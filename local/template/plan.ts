import { z } from 'zod'
import { dynamicSecret, type ForeignSecret } from './foreign-secrets.ts'
import { identify, pseudoParameters } from './identity.ts'
import { type IntrinsicNames, resolveIntrinsics } from './intrinsics.ts'
import { knownType } from './resources/known.ts'
import type { Identity, ResourceType } from './resources/resource-type.ts'
import { parseTemplate, type TemplateResource } from './template.ts'
import { conditionsOf } from './template-conditions.ts'

/** A resource with every reference resolved and every property understood. */
export type Planned<Properties> = { readonly id: string; readonly properties: Properties } & Identity & {
    readonly name: string
  }

/** Resources that a template asks for. */
export type TemplatePlan = {
  /** Every resource of a type, in the template's order. */
  readonly all: <Shape extends z.ZodType>(type: ResourceType<Shape>) => readonly Planned<z.output<Shape>>[]
  /** Values of the outputs, by name. */
  readonly outputs: ReadonlyMap<string, string>
}

/** Lab that a template is read for. */
export type PlanSurroundings = {
  readonly stackName: string
  readonly queueUrl: (name: string) => string
  /** By name: those that exist before the stack. */
  readonly secrets?: ReadonlyMap<string, ForeignSecret>
}

/** Reads a whole template; throws where any part of it, used or not, is not known. */
export function planOf(given: unknown, lab: PlanSurroundings): TemplatePlan {
  const { resources: written, conditions, outputs } = parseTemplate(given)
  const holds = conditionsOf(conditions, pseudoParameters(lab.stackName))
  const resources = new Map([...written].filter(([, { condition }]) => holds(condition)))

  function nameOf(id: string, { type, properties }: TemplateResource): string {
    const { named } = knownType(id, type)
    const chosen = [named ?? []].flat().flatMap((property) => properties[property] ?? [])
    return chosen.length === 0
      ? `${lab.stackName}-${id}`
      : chosen.map((one) => z.string().parse(resolved(id, one))).join(':')
  }

  function identityOf(id: string): Identity | undefined {
    const resource = resources.get(id)
    return resource && identify(resource.type, nameOf(id, resource), { ...lab, ...placeOf(resource) })
  }

  const names: IntrinsicNames = {
    ref: (id) => identityOf(id)?.ref,
    attribute: (id, name) => identityOf(id)?.attributes[name],
    pseudo: pseudoParameters(lab.stackName),
    dynamic: (reference) => dynamicSecret(lab.secrets ?? new Map(), reference),
    holds,
  }
  const resolved = (where: string, value: unknown) => resolveIntrinsics(value, where, names)

  function planned<Shape extends z.ZodType>(
    id: string,
    resource: TemplateResource,
    { shape }: ResourceType<Shape>,
  ): Planned<z.output<Shape>> {
    const parsed = shape.safeParse(resolved(`${id}.Properties`, resource.properties))
    if (!parsed.success) throw new Error(`${id} (${resource.type}): ${z.prettifyError(parsed.error)}`)
    const name = nameOf(id, resource)
    return { id, name, ...identify(resource.type, name, { ...lab, ...placeOf(resource) }), properties: parsed.data }
  }

  for (const [id, resource] of resources) planned(id, resource, knownType(id, resource.type))
  const made = Object.entries(outputs)
    .filter(([, { Condition = null }]) => holds(Condition))
    .map(([name, { Value }]) => [name, String(resolved(`Outputs.${name}.Value`, Value))] as const)
  return {
    outputs: new Map(made),
    all: (type) =>
      [...resources]
        .filter(([, resource]) => resource.type === type.type)
        .map(([id, resource]) => planned(id, resource, type)),
  }
}

/** Returns the IAM path of a resource that has one. */
function placeOf({ properties: { Path: path } }: TemplateResource): { readonly path?: string } {
  return typeof path === 'string' ? { path } : {}
}
