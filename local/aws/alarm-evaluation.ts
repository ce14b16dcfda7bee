import type { AlarmState } from './alarms.ts'

/** Rule of an alarm over its latest periods, as PutMetricAlarm takes it. */
export type AlarmRule = {
  readonly evaluationPeriods: number
  readonly datapointsToAlarm: number
  readonly treatMissingData: 'breaching' | 'notBreaching' | 'ignore'
  breaches(value: number): boolean
}

/**
 * Returns the state of an alarm after one evaluation. The values are those of its evaluation range, the newest first, `null` where one is
 * missing. CloudWatch reads more periods than the alarm names. As many values as the alarm names are judged, however old they are; only
 * what is still missing is filled in (docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html, read 2026-11-30).
 */
export function evaluateAlarm(rule: AlarmRule, values: readonly (number | null)[], before: AlarmState): AlarmState {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = rule
  const real = values.filter((value) => value !== null).slice(0, evaluationPeriods)
  const missing = evaluationPeriods - real.length
  const breaching = real.filter((value) => rule.breaches(value)).length
  if (breaching >= datapointsToAlarm) return 'ALARM'
  if (breaching + missing < datapointsToAlarm) return 'OK'
  if (treatMissingData === 'ignore') return before
  return treatMissingData === 'breaching' ? 'ALARM' : 'OK'
}
