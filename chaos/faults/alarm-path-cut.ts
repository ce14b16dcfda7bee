import { refusedForGood } from './contracts.ts'
import { defaults, type FaultDefinition } from './fault.ts'
import { answerInvalidToken } from './request.ts'

export const alarmPathCut = {
  ...defaults,
  id: 'alarm.path-cut',
  number: 'F19',
  title: 'The alert path is cut',
  expected: 'Keep alerts that could not be delivered, and deliver them when the path works again',
  causes: ['credential_rejected'],
  contract: { ...refusedForGood, alerts_lost: { max: 0 } },
  variants: {
    refused: {
      what: 'Alerts are refused while every request is answered 401 invalid_token',
      points: ['alarm-path', 'proxy'],
      planes: ['api'],
      mutants: 'none',
      monitor: { asks: 'token', says: 'rejected' },
      actOn: () => answerInvalidToken(),
      changes: 'alerts',
      async begin(driver) {
        await driver.cutAlerts()
        return () => driver.restoreAlerts()
      },
    },
  },
} as const satisfies FaultDefinition
