import { get, jwt, oauthIntrospection, secret } from '../../../functions/config.ts'
import { aWatch, loopback, type Product } from '../../support/stack.ts'
import type { Case } from './case.ts'

const dead = { attempts: 2, pages: true } as const

/** Cases of tokens that the lab's API and its issuer judge. */
export async function apiCases(product: Product): Promise<readonly Case[]> {
  return [
    ...expiryCases(product),
    ...(await refusalCases(product)),
    ...(await answerCases(product)),
    ...introspectionCases(product),
  ]
}

const urlOfMe = ({ api }: Product) => `${api.url}/me`
const dated = { read: { expires: { at: 'expires_at', format: 'iso' } } } as const

/** Cases of valid tokens, by the time that they have left. */
function expiryCases(product: Product): readonly Case[] {
  const me = urlOfMe(product)
  return [
    { title: 'a token that works', reason: 'healthy', check: aWatch('healthy', me) },
    {
      title: 'a token that dies within the warning window',
      reason: 'expiring',
      check: aWatch('expiring', me, { ...dated, warn: '2h', critical: '1m' }),
    },
    {
      title: 'a token that dies within the critical window',
      reason: 'expiring',
      pages: true,
      check: aWatch('critical', me, { ...dated, warn: '2h', critical: '90m' }),
    },
  ]
}

/** Cases of tokens that are expired or were never issued. */
async function refusalCases(product: Product): Promise<readonly Case[]> {
  return [
    {
      title: 'a JWT past its exp',
      reason: 'expired',
      ...dead,
      value: await product.mint({ format: 'jwt', ttlSeconds: -60 }),
      check: jwt({ id: 'expired', secret: secret('production/expired'), impact: 'Nobody can order' }),
    },
    {
      title: 'a token that nobody issued',
      reason: 'rejected',
      ...dead,
      value: 'made-up-token',
      check: aWatch('rejected', urlOfMe(product)),
    },
  ]
}

/** Cases of answers that differ from what the check expects. */
async function answerCases(product: Product): Promise<readonly Case[]> {
  const { api, mint } = product
  const me = urlOfMe(product)
  return [
    {
      title: 'a token without a scope that is required',
      reason: 'under_scoped',
      ...dead,
      check: aWatch('under-scoped', me, {
        read: { scopes: 'scope' },
        scopes: ['things:read', 'things:write'],
      }),
    },
    {
      title: 'a token with a scope that is forbidden',
      reason: 'over_scoped',
      check: aWatch('over-scoped', me, { read: { scopes: 'scope' }, scopes: { forbid: ['things:read'] } }),
    },
    {
      title: 'a token of somebody else',
      reason: 'wrong_identity',
      ...dead,
      check: aWatch('wrong-identity', me, { assert: [], read: { identity: 'login' }, identity: 'acme-owner' }),
    },
    {
      title: 'a token of another environment',
      reason: 'wrong_environment',
      ...dead,
      value: await mint({ clientId: 'acme-stray' }),
      check: aWatch('wrong-environment', me, { read: { environment: 'environment' }, assert: ['login != `null`'] }),
    },
    {
      title: 'an answer that is not as asserted',
      reason: 'wrong_answer',
      ...dead,
      check: aWatch('wrong-answer', me, { assert: ["login == 'acme-owner'"] }),
    },
    {
      title: 'a token that may not make this request',
      reason: 'ping_forbidden',
      value: await mint({ scope: 'things:write' }),
      check: aWatch('ping-forbidden', `${api.url}/invoices`, {
        assert: ['invoices'],
        ping: get(`${api.url}/invoices`, { optional: true }),
      }),
    },
    {
      title: 'an address that the API does not have',
      reason: 'wrong_target',
      check: aWatch('wrong-target', `${api.url}/you`),
    },
  ]
}

/** Cases of an issuer that is asked about a token. */
function introspectionCases({ oauth }: Product): readonly Case[] {
  const introspection = (id: string, client: string) =>
    oauthIntrospection({
      id,
      secret: secret(`production/${id}`),
      introspectionUrl: oauth.introspectionUrl,
      client: secret(client, { clientId: 'id', clientSecret: 'secret' }),
      allowPrivate: loopback,
      warn: '30m',
      critical: '1m',
      impact: 'Nobody can order',
    })
  return [
    {
      title: 'a token that its issuer calls active',
      reason: 'healthy',
      check: introspection('active', 'production/introspector'),
    },
    {
      title: 'an issuer that does not know the client that asks',
      reason: 'check_invalid',
      check: introspection('stranger', 'production/unknown-client'),
    },
  ]
}
