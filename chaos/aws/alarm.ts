import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { clientOptions } from '../../functions/aws/clients.ts'

/** Returns true if a CloudWatch alarm is in state ALARM. Rejects if it cannot be read or does not exist. */
export async function isAlarmOn(arn: string): Promise<boolean> {
  const [, , , region = '', , , name = ''] = arn.split(':')
  const client = new CloudWatchClient({ ...clientOptions, region })
  try {
    const asked = new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] })
    const { MetricAlarms: plain = [], CompositeAlarms: composite = [] } = await client.send(asked)
    const [alarm] = [...plain, ...composite]
    if (alarm === undefined) throw new Error('no such alarm')
    return alarm.StateValue === 'ALARM'
  } finally {
    client.destroy()
  }
}
