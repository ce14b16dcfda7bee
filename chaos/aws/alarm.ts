import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { clientOptions } from '../../functions/aws/clients.ts'

/** Whether an alarm is on. Rejects where it cannot be read, or does not exist. */
export async function isAlarmOn(arn: string): Promise<boolean> {
  const [, , , region = '', , , name = ''] = arn.split(':')
  const client = new CloudWatchClient({ ...clientOptions, region })
  try {
    const { MetricAlarms: alarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [name] }))
    const [alarm] = alarms
    if (alarm === undefined) throw new Error('no such alarm')
    return alarm.StateValue === 'ALARM'
  } finally {
    client.destroy()
  }
}
