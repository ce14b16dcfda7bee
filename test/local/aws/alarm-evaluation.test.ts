import assert from 'node:assert/strict'
import { it } from 'node:test'
import { evaluateAlarm } from '../../../local/aws/alarm-evaluation.ts'
import type { AlarmState } from '../../../local/aws/alarms.ts'
import { assertEvery } from '../../support/assert-every.ts'

/** Values in the order of CloudWatch's page, oldest first: 0 is fine, X breaches, - is missing. */
const valuesOf = (written: string) =>
  written
    .split(' ')
    .map((one) => (one === '-' ? null : one === 'X' ? 1 : 0))
    .toReversed()

/** Rows of both tables on that page, with the results for each way to treat missing data. `kept` is the state before. */
const documented: readonly (readonly [of: string, values: string, breaching: string, ignore: string, not: string])[] = [
  ['3 of 3', '0 - X - X', 'OK', 'OK', 'OK'],
  ['3 of 3', '0 - - - -', 'OK', 'OK', 'OK'],
  ['3 of 3', '- - - - -', 'ALARM', 'kept', 'OK'],
  ['3 of 3', '0 X X - X', 'ALARM', 'ALARM', 'ALARM'],
  ['3 of 3', '- - X - -', 'ALARM', 'kept', 'OK'],
  ['2 of 3', '0 - X - X', 'ALARM', 'ALARM', 'ALARM'],
  ['2 of 3', '0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM'],
  ['2 of 3', '0 - X - -', 'ALARM', 'kept', 'OK'],
  ['2 of 3', '- - - - 0', 'ALARM', 'kept', 'OK'],
  ['2 of 3', '- - - X -', 'ALARM', 'kept', 'OK'],
]

it('an alarm is in the state that CloudWatch documents for it, whatever is missing', () =>
  assertEvery(
    documented,
    ([of, values]) => `${of}: ${values}`,
    async ([of, values, ...states]) => {
      const [datapointsToAlarm = 0, evaluationPeriods = 0] = of.split(' of ').map(Number)
      const breaches = (value: number) => value > 0
      const found = (['breaching', 'ignore', 'notBreaching'] as const).map((treatMissingData): AlarmState => {
        const rule = { datapointsToAlarm, evaluationPeriods, treatMissingData, breaches }
        return evaluateAlarm(rule, valuesOf(values), 'INSUFFICIENT_DATA')
      })
      assert.deepEqual(
        found,
        states.map((state) => (state === 'kept' ? 'INSUFFICIENT_DATA' : state)),
      )
    },
  ))
