import { bearerOf, withBearer } from '../token/headers.ts'
import { refusedForGood } from './contracts.ts'
import { defaults, type FaultContext, type FaultDefinition } from './fault.ts'
import { type FaultAction, type InterceptedRequest, pass } from './request.ts'

function foreign({ headers }: InterceptedRequest, { foreignToken }: FaultContext): FaultAction {
  if (bearerOf(headers) === undefined || foreignToken === null) return pass
  return { kind: 'mutate', headers: withBearer(headers, foreignToken) }
}

/** A valid token is sent to the wrong API. Only tokens of one sandbox are mixed: no production token leaves production. */
export const wrongPlace = {
  ...defaults,
  id: 'audience.wrong',
  number: 'F8',
  title: 'The token is meant for another audience or environment',
  expected:
    'Refuse the token before sending it if it can be read; otherwise refresh once, retry once, fail fast, and name its owner',
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
      // The API may accept it: that depends on the two environments. The monitor sees the token's environment either way.
      mutants: 'either',
      foreign: 'environment',
      monitor: { asks: 'token', says: 'wrong_environment' },
      actOn: foreign,
    },
  },
} as const satisfies FaultDefinition
