import type { Reason } from '../../functions/core/model/reason.ts'
import { othersAway } from './contracts.ts'
import { type FaultDefinition, usual, type Variant } from './fault.ts'
import type { FaultAction } from './request.ts'

/** Errors of GetSecretValue as they go over the wire: docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html and its common errors. */
function refusal(code: string, status = 400): FaultAction {
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code },
    body: JSON.stringify({ __type: code, message: 'Injected by tokenwatch chaos' }),
  }
}

function store(what: string, says: Reason, actOn: () => FaultAction) {
  return {
    what,
    points: ['secrets-endpoint'],
    planes: ['secrets'],
    mutants: 'none',
    monitor: { asks: 'token', says },
    actOn,
  } as const satisfies Variant
}

/** Secrets Manager does not give the secret out. */
export const secretStore = {
  ...usual,
  id: 'secretstore',
  number: 'F12',
  title: 'The secret store fails',
  expected:
    'Go on with the token in hand, ask again with patience, never more than three reads; a refusal is not papered over for long',
  causes: ['secret_store_unavailable', 'secret_denied', 'secret_missing', 'secret_malformed'],
  contract: { ...othersAway, diagnosis_correct: { min: 1 } },
  evidence: 'met',
  coldStart: true,
  variants: {
    throttled: store('ThrottlingException', 'secret_unavailable', () => refusal('ThrottlingException')),
    denied: {
      ...store('AccessDeniedException', 'secret_denied', () => refusal('AccessDeniedException')),
      points: ['secrets-endpoint', 'resource-policy'],
    },
    unavailable: store('503 InternalServiceError', 'secret_unavailable', () => refusal('InternalServiceError', 503)),
    hanging: store('The connection stays open and nothing comes', 'secret_unavailable', () => ({ kind: 'hang' })),
    kms_failure: store('DecryptionFailure', 'secret_denied', () => refusal('DecryptionFailure')),
    not_found: store('ResourceNotFoundException', 'secret_missing', () => refusal('ResourceNotFoundException')),
    pending_deletion: store('InvalidRequestException: marked for deletion', 'secret_missing', () =>
      refusal('InvalidRequestException'),
    ),
    malformed: {
      ...store('A SecretString that is no JSON any more', 'secret_malformed', () => ({
        kind: 'rewrite',
        rewrite: (answer) => ({ ...answer, body: malformed(answer.body) }),
      })),
      monitor: { asks: 'client', says: 'secret_malformed' },
    },
  },
} as const satisfies FaultDefinition

/** Cuts the value in half and leaves the answer around it whole. */
function malformed(body: string | Uint8Array): string {
  const answer: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
  const secret = typeof answer === 'object' && answer !== null && 'SecretString' in answer ? answer.SecretString : null
  if (typeof secret !== 'string') return JSON.stringify(answer)
  return JSON.stringify({ ...Object(answer), SecretString: `{${secret.slice(0, Math.floor(secret.length / 2))}` })
}
