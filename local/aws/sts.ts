import { randomUUID } from 'node:crypto'
import { accountId, region } from './account.ts'
import { secretKeyFor, sessionOwner } from './caller.ts'
import { type AwsAnswer, type AwsExchange, type Endpoint, type Service, startEndpoint } from './endpoint.ts'
import { AwsRefusal } from './refusal.ts'
import { accessKeyIdOf } from './request.ts'
import { isSignedWith } from './signature.ts'
import { element } from './xml.ts'

export type Sts = Endpoint & {
  /** Believes every signature from now on, or checks them again. */
  readonly believe: (everybody: boolean) => void
}

/** Milliseconds that the date of a signature may differ from the clock. */
const signatureToleranceMs = 300_000

/** An STS on loopback that knows GetCallerIdentity, answers in JSON to whoever accepts that and in XML to others, and really checks signatures. */
export async function startSts({ now = Date.now }: { now?: () => number } = {}): Promise<Sts> {
  let everybody = false
  const check = (exchange: AwsExchange) => {
    if (!everybody) refuseUnlessSigned(exchange, now())
  }
  const endpoint = await startEndpoint(serviceOf(check), now)
  return {
    ...endpoint,
    believe(given) {
      everybody = given
    },
  }
}

function serviceOf(check: (exchange: AwsExchange) => void): Service {
  return {
    read(_request, body) {
      const {
        Action: operation = '',
        Version: _version,
        ...input
      } = Object.fromEntries(new URLSearchParams(body.toString('utf8')))
      return { operation, input }
    },
    async answer(exchange) {
      if (exchange.call.operation !== 'GetCallerIdentity') throw new AwsRefusal('InvalidAction', 'No such operation')
      check(exchange)
      const isJson = exchange.request.headers.accept === 'application/json'
      return isJson ? json(200, identityOf(exchange)) : xml(identityOf(exchange))
    },
    refuse: ({ code, message, status }) =>
      json(status, { Error: { Code: code, Message: message, Type: status < 500 ? 'Sender' : 'Receiver' } }),
  }
}

/** The lab issues sessions alone; of anybody else's credentials it cannot tell what they are worth. */
function refuseUnlessSigned({ request, body }: AwsExchange, nowMs: number): void {
  const accessKeyId = accessKeyIdOf(request)
  if (sessionOwner(request.headers['x-amz-security-token'], accessKeyId) === null)
    throw new AwsRefusal('ServiceUnavailable', 'These credentials are not of the lab', 503)
  const at = Date.parse(String(request.headers['x-amz-date']).replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'))
  if (!(Math.abs(nowMs - at) <= signatureToleranceMs) || !isSignedWith(secretKeyFor(accessKeyId), request, body))
    throw new AwsRefusal('SignatureDoesNotMatch', 'The request signature we calculated does not match', 403)
}

function identityOf({ request, call }: AwsExchange) {
  const name = sessionOwner(request.headers['x-amz-security-token'], call.accessKeyId) ?? 'somebody'
  const result = {
    Account: accountId,
    Arn: `arn:aws:sts::${accountId}:assumed-role/${name}/${region}`,
    UserId: `AROALAB:${name}`,
  }
  return {
    GetCallerIdentityResponse: {
      GetCallerIdentityResult: result,
      ResponseMetadata: { RequestId: randomUUID() },
    },
  }
}

const json = (status: number, body: object): AwsAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/'

/** As the SDK reads it. */
const xml = ({ GetCallerIdentityResponse: answer }: ReturnType<typeof identityOf>): AwsAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: element('GetCallerIdentityResponse', answer, namespace),
})
