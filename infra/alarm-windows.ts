import { Duration } from 'aws-cdk-lib'

/** The period of an alarm, and how many of its latest periods must breach. */
export type AlarmWindow = { readonly period: Duration; readonly of: readonly [datapoints: number, periods: number] }

/** CloudWatch's finest period for metrics of this resolution, in seconds. Longer ones are multiples of it. */
const finestSeconds = 60

/** Interval, in seconds, up to which a value is confirmed by the next ones. A slower one would be late. */
const confirmedSeconds = 900

/** Rounds an interval of any length up to a period that CloudWatch accepts. */
export function periodOf(seconds: number): Duration {
  return Duration.seconds(Math.max(finestSeconds, Math.ceil(seconds / finestSeconds) * finestSeconds))
}

/** Seconds by which the scheduler may be late. Among values a few minutes apart, that leaves whole periods empty. */
const lateSeconds = 60

/** Returns a period in which a value that comes once an interval is hardly ever missing. */
export function periodOfValues(seconds: number): Duration {
  return periodOf(seconds > finestSeconds && seconds < 5 * lateSeconds ? seconds + lateSeconds : seconds)
}

/**
 * Returns when a value that should come in every interval is missing for three intervals. The newest minute is never complete, so a
 * fast one waits for a fourth.
 */
export function windowOfSilence(intervalSeconds: number): AlarmWindow {
  const period = periodOf(intervalSeconds)
  const periods = period.toSeconds() === finestSeconds ? 4 : 3
  return { period, of: [periods, periods] }
}

/**
 * Returns the window for a value that comes once an interval while there is trouble. A period below the interval would be empty again
 * and again, so that the alarm could not fire. A slow interval is not confirmed by a second value.
 */
export function windowOfTrouble(intervalSeconds: number, shortest = Duration.minutes(1)): AlarmWindow {
  const period = periodOfValues(Math.max(shortest.toSeconds(), intervalSeconds))
  return { period, of: intervalSeconds > confirmedSeconds ? [1, 1] : [2, 3] }
}
