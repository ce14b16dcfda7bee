import { refusedForGood } from './contracts.ts'
import { type FaultDefinition, usual } from './fault.ts'
import { invalidToken } from './request.ts'

/** Something is wrong, and nobody can be told. */
export const alarmPathCut = {
  ...usual,
  id: 'alarm.path-cut',
  number: 'F19',
  title: 'The way of the alarms is cut',
  expected: 'Keep what could not be told and tell it as soon as the way is open again',
  causes: ['credential_rejected'],
  contract: { ...refusedForGood, alerts_lost: { max: 0 } },
  variants: {
    refused: {
      what: 'Alerts are refused while every request is answered 401 invalid_token',
      points: ['alarm-path', 'proxy'],
      planes: ['api'],
      mutants: 'none',
      monitor: { asks: 'token', says: 'rejected' },
      actOn: () => invalidToken(),
      async begin(driver) {
        await driver.cutAlerts()
        return () => driver.restoreAlerts()
      },
    },
  },
} as const satisfies FaultDefinition
