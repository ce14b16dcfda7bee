import { z } from 'zod'
import { arnOf } from './account.ts'
import { type Operations, operation } from './operation.ts'

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'

/** Alarms of a CloudWatch, in the state into which the lab's operator has put them: nothing is evaluated here. */
export type Alarms = {
  /** Answers with the alarm's ARN. */
  readonly setAlarm: (name: string, state: AlarmState, kind?: 'MetricAlarm' | 'CompositeAlarm') => string
  readonly operations: Operations
}

const asked = z.strictObject({
  AlarmNames: z.array(z.string().min(1)).min(1),
  AlarmTypes: z.array(z.enum(['MetricAlarm', 'CompositeAlarm'])).default(['MetricAlarm']),
})

export function createAlarms(): Alarms {
  const alarms = new Map<string, { readonly state: AlarmState; readonly kind: 'MetricAlarm' | 'CompositeAlarm' }>()
  const found = ({ AlarmNames, AlarmTypes }: z.output<typeof asked>, wanted: 'MetricAlarm' | 'CompositeAlarm') =>
    AlarmNames.flatMap((AlarmName) => {
      const alarm = alarms.get(AlarmName)
      const isMeant = alarm?.kind === wanted && AlarmTypes.includes(wanted)
      return isMeant
        ? [{ AlarmName, AlarmArn: arnOf('cloudwatch', `alarm:${AlarmName}`), StateValue: alarm.state }]
        : []
    })
  return {
    setAlarm(name, state, kind = 'MetricAlarm') {
      alarms.set(name, { state, kind })
      return arnOf('cloudwatch', `alarm:${name}`)
    },
    operations: {
      DescribeAlarms: operation(asked, (input) => ({
        MetricAlarms: found(input, 'MetricAlarm'),
        CompositeAlarms: found(input, 'CompositeAlarm'),
      })),
    },
  }
}
