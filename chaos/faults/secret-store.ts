import type { Reason } from '../../functions/core/model/reason.ts'
import { othersAway } from './contracts.ts'
import { defaults, type FaultDefinition, type Variant } from './fault.ts'
import type { FaultAction } from './request.ts'

/** Returns an error of GetSecretValue as it goes over the wire: docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html and its common errors. */
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

export const secretStore = {
  ...defaults,
  id: 'secretstore',
  number: 'F12',
  title: 'The secret store fails',
  expected: 'Continue with the current token and read at most three times, with pauses; report a denied read soon',
  causes: ['secret_store_unavailable', 'secret_denied', 'secret_missing', 'secret_malformed'],
  contract: { ...othersAway, diagnosis_correct: { min: 1 } },
  evidence: 'affected',
  coldStart: true,
  variants: {
    throttled: store('ThrottlingException', 'secret_unavailable', () => refusal('ThrottlingException')),
    denied: {
      ...store('AccessDeniedException', 'secret_denied', () => refusal('AccessDeniedException')),
      points: ['secrets-endpoint', 'resource-policy'],
    },
    unavailable: store('503 InternalServiceError', 'secret_unavailable', () => refusal('InternalServiceError', 503)),
    hanging: store('The connection stays open without an answer', 'secret_unavailable', () => ({ kind: 'hang' })),
    kms_failure: store('DecryptionFailure', 'secret_denied', () => refusal('DecryptionFailure')),
    not_found: store('ResourceNotFoundException', 'secret_missing', () => refusal('ResourceNotFoundException')),
    pending_deletion: store('InvalidRequestException: marked for deletion', 'secret_missing', () =>
      refusal('InvalidRequestException'),
    ),
    malformed: {
      ...store('A SecretString that is not valid JSON', 'secret_malformed', () => ({
        kind: 'rewrite',
        rewrite: (answer) => ({ ...answer, body: malformed(answer.body) }),
      })),
      monitor: { asks: 'client', says: 'secret_malformed' },
    },
  },
} as const satisfies FaultDefinition

/** Cuts the secret value in half and leaves the rest of the answer intact. */
function malformed(body: string | Uint8Array): string {
  const answer: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
  const secret = typeof answer === 'object' && answer !== null && 'SecretString' in answer ? answer.SecretString : null
  if (typeof secret !== 'string') return JSON.stringify(answer)
  return JSON.stringify({ ...Object(answer), SecretString: `{${secret.slice(0, Math.floor(secret.length / 2))}` })
}
