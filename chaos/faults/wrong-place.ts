import { bearerOf, withBearer } from '../token/headers.ts'
import { refusedForGood } from './contracts.ts'
import { type FaultContext, type FaultDefinition, usual } from './fault.ts'
import { type FaultAction, type InterceptedRequest, pass } from './request.ts'

function foreign({ headers }: InterceptedRequest, { foreignToken }: FaultContext): FaultAction {
  if (bearerOf(headers) === undefined || foreignToken === null) return pass
  return { kind: 'mutate', headers: withBearer(headers, foreignToken) }
}

/** A good token, at the wrong door. Only pairs of one sandbox are ever mixed: no token of production leaves production. */
export const wrongPlace = {
  ...usual,
  id: 'audience.wrong',
  number: 'F8',
  title: 'The token is meant for another audience or environment',
  expected:
    'Refuse it before sending where it can be read; else one refresh, one retry, fail fast, and say whose token it is',
  causes: ['credential_rejected', 'wrong_environment'],
  contract: refusedForGood,
  neverInProduction: true,
  variants: {
    audience: {
      what: 'A token for another API of the same authorization server is sent',
      points: ['proxy', 'interceptor', 'oauth-driver'],
      planes: ['api'],
      mutants: 'must_be_refused',
      foreign: 'audience',
      monitor: { asks: 'token', says: 'rejected' },
      actOn: foreign,
    },
    environment: {
      what: "A token of the sandbox's other environment is sent",
      points: ['proxy', 'interceptor', 'oauth-driver'],
      planes: ['api'],
      // Whether an API takes it is between the two environments; the monitor sees whose it is either way.
      mutants: 'either',
      foreign: 'environment',
      monitor: { asks: 'token', says: 'wrong_environment' },
      actOn: foreign,
    },
  },
} as const satisfies FaultDefinition
