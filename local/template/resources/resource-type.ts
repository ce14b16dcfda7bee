import type { z } from 'zod'

/**
 * A type of resource as the walk knows it. Properties that the shape does not name are refused: a property that nobody acts
 * on would pass unproven.
 */
export type ResourceType<Shape extends z.ZodType = z.ZodType> = {
  readonly type: string
  readonly shape: Shape
  /** The property that gives the resource its name, where the template may choose it. Several are joined by a colon. */
  readonly named?: string | readonly string[]
}

/** Values of `Ref` and `Fn::GetAtt` of a resource. */
export type Identity = { readonly ref: string; readonly attributes: Readonly<Record<string, string>> }
