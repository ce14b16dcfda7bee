import type { Deployment } from '../functions/core/model/deployment.ts'
import { Refused } from './refused.ts'

const source = 'docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html'

/** A template as the CDK is about to write it. */
export type WholeTemplate = {
  readonly Resources?: Readonly<Record<string, { readonly Type: string }>>
  readonly Outputs?: Readonly<Record<string, unknown>>
}

type WayOut = readonly [field: string, wayOut: string]

/** A documented limit of a template, which grows with a config in several directions at once. */
export type TemplateLimit = {
  /** Names what is counted. */
  readonly what: string
  readonly most: number
  readonly source: string
  count(template: WholeTemplate): number
  wayOut(template: WholeTemplate, deployment: Deployment): WayOut
}

const split = 'split the config into two deployments'

/** Limits of a template as a whole. */
export const templateLimits: readonly TemplateLimit[] = [
  {
    what: 'resources',
    most: 500,
    source,
    count: ({ Resources = {} }) => Object.keys(Resources).length,
    wayOut({ Resources = {} }, { checks }) {
      const alarmed = alarmedAmong(checks)
      if (alarmed > 0) return fewerAlarms(alarmed)
      const [most] = [...Map.groupBy(Object.values(Resources), ({ Type }) => Type)].toSorted(
        ([, a], [, b]) => b.length - a.length,
      )
      return ['checks', `most are ${most?.[0]} (${most?.[1].length}): ${split}`]
    },
  },
  {
    what: 'outputs',
    most: 200,
    source,
    count: ({ Outputs = {} }) => Object.keys(Outputs).length,
    wayOut: () => [
      'environments',
      `each function, queue and chat channel of others has one: let several environments share a subscriber that hands on, or ${split}`,
    ],
  },
  {
    what: 'bytes',
    most: 1_000_000,
    source,
    // The CDK indents by one space, and CloudFormation counts the file.
    count: (template) => Buffer.byteLength(JSON.stringify(template, null, 1)),
    wayOut(_, { checks }) {
      const alarmed = alarmedAmong(checks)
      return alarmed > 0 ? fewerAlarms(alarmed) : ['checks', split]
    },
  },
]

const alarmedAmong = (checks: Deployment['checks']) => checks.filter(({ perCheckAlarm }) => perCheckAlarm).length

const fewerAlarms = (alarmed: number): WayOut => [
  'checks',
  `${alarmed} checks have perCheckAlarm. Remove it from some of them, or ${split}`,
]

/**
 * Refuses a template that is too large as a whole, and returns no errors otherwise. The errors of the CDK and of CloudFormation name
 * no way out.
 */
export function refuseTooLarge(template: WholeTemplate, deployment: Deployment): string[] {
  for (const { what, most, count, wayOut } of templateLimits) {
    const counted = count(template)
    if (counted <= most) continue
    const [field, out] = wayOut(template, deployment)
    throw new Refused(field, `${counted} ${what}, and a stack accepts ${most}: ${out}`)
  }
  return []
}
