import { fieldOf } from '../../functions/core/model/field-of.ts'
import { arnOf } from '../aws/account.ts'
import type { Aws } from '../aws/aws.ts'
import type { InvocationOutcome } from '../lambda/runtime-api.ts'
import type { Authority } from './authority.ts'
import type { TemplatePlan } from './plan.ts'
import { scheduleResource } from './resources/compute.ts'
import { functionNamed, type WalkedFunction } from './walked-functions.ts'
import { invokeEvent, sendAs } from './walked-invocations.ts'

/** A schedule that fires by hand. */
export type WalkedSchedule = {
  readonly id: string
  /** Event for its target. */
  readonly input: unknown
  /** Invokes the target. Resolves with its outcome. */
  readonly fire: () => Promise<InvocationOutcome>
}

/** Scheduler acts for the group of a schedule. */
const group = arnOf('scheduler', 'schedule-group/default')

type SchedulesOptions = {
  readonly plan: TemplatePlan
  readonly aws: Aws
  readonly authority: Authority
  readonly functions: readonly WalkedFunction[]
}

/** Creates a plan's schedules; throws where Scheduler could not become a schedule's role. */
export function createSchedules(options: SchedulesOptions): readonly WalkedSchedule[] {
  return options.plan.all(scheduleResource).map(({ id, properties: { Target } }) => {
    const target = functionNamed(options.functions, Target.Arn)
    if (!options.authority.mayAssume('scheduler.amazonaws.com', Target.RoleArn, group)) {
      throw new Error(`${id}: Scheduler may not become ${Target.RoleArn}`)
    }
    const letters = { action: 'sqs:SendMessage', resource: Target.DeadLetterConfig.Arn }
    options.authority.refused({ kind: 'role', arn: Target.RoleArn }, [letters])
    const input: unknown = JSON.parse(Target.Input)
    const need = { action: 'lambda:InvokeFunction', resource: target.lambda.arn }
    return {
      id,
      input,
      async fire() {
        const denial = options.authority.refused({ kind: 'role', arn: Target.RoleArn }, [need])
        if (denial === null) return invokeEvent(target, input, options)
        sendAs(Target.RoleArn, Target.DeadLetterConfig.Arn, input, options)
        return { ok: false, errorType: 'AccessDenied', errorMessage: `${denial.who} may not ${denial.action}` }
      },
    }
  })
}

/** Finds the one schedule whose event has these fields. */
export function scheduleOf(
  wanted: Readonly<Record<string, unknown>>,
  schedules: readonly WalkedSchedule[],
): WalkedSchedule {
  const [found, ...more] = schedules.filter(({ input }) =>
    Object.entries(wanted).every(([name, value]) => fieldOf(input, name) === value),
  )
  if (found === undefined || more.length > 0)
    throw new Error(`the template has not one schedule for ${JSON.stringify(wanted)}`)
  return found
}
