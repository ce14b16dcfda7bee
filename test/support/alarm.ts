/** Alarm message of CloudWatch about the monitor itself: no fields of ours, no attributes. */
export const cloudWatchAlarm = {
  AlarmName: 'tokenwatch-acme-Heartbeat-5m',
  AlarmDescription: 'Tokenwatch acme itself: nothing was judged',
  AWSAccountId: '123456789012',
  NewStateValue: 'ALARM',
  NewStateReason: 'Threshold Crossed: no datapoints were received',
  StateChangeTime: '2026-11-21T12:00:00.000+0000',
  Region: 'EU (Ireland)',
  OldStateValue: 'OK',
  Trigger: { MetricName: 'Heartbeat', Namespace: 'Tokenwatch' },
}
