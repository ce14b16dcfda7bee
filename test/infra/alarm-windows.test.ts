import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Duration } from 'aws-cdk-lib'
import { type AlarmWindow, windowOfSilence, windowOfTrouble } from '../../infra/alarm-windows.ts'

const written = ({ period, of }: AlarmWindow) => [period.toSeconds(), ...of]

describe('the window of an alarm', () => {
  for (const [interval, period, periods] of [
    // The newest minute is never complete: three of them would raise the alarm after two silent intervals.
    [10, 60, 4],
    [60, 60, 4],
    [120, 120, 3],
    [900, 900, 3],
    [86_400, 86_400, 3],
  ] as const)
    it(`on silence is three whole intervals of ${interval} s`, () =>
      assert.deepEqual(written(windowOfSilence(interval)), [period, periods, periods]))

  for (const [interval, period, datapoints, periods] of [
    [10, 60, 2, 3],
    [60, 60, 2, 3],
    // Values of a scheduler that is a minute late would leave these periods empty.
    [120, 180, 2, 3],
    [240, 300, 2, 3],
    [300, 300, 2, 3],
    // One of three values may be missing. A slower one is not confirmed by a second.
    [900, 900, 2, 3],
    [960, 960, 1, 1],
    [86_400, 86_400, 1, 1],
  ] as const)
    it(`on trouble needs ${datapoints} of ${periods} values, one in ${interval} s`, () =>
      assert.deepEqual(written(windowOfTrouble(interval)), [period, datapoints, periods]))

  it('on trouble has a shortest period', () =>
    assert.deepEqual(written(windowOfTrouble(60, Duration.minutes(5))), [300, 2, 3]))
})
