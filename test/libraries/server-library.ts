import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type {
  ExpressApp,
  ExpressHandler,
  FastifyApp,
  HonoApp,
  HonoJwt,
  Jose,
  JsonWebToken,
  KoaApp,
  KoaHandler,
  Next,
  Passport,
  PassportJwt,
} from './foreign-apis.ts'

/** Everything that an API needs to verify tokens. */
export type ServerKeys = {
  readonly publicPem: string
  readonly jwksUrl: string
  readonly issuer: string
  readonly audience: string
}

/** A library that guards an API. `careless` uses it as people wrongly do: the API then serves whoever writes a token. */
export type ServerLibrary = {
  readonly name: string
  load(require: NodeJS.Require, keys: ServerKeys, careless: boolean): RequestListener | Promise<RequestListener>
}

const served = { invoices: [] }
const refusal = { error: 'invalid_token' }

function answer(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(status === 200 ? served : refusal))
}

const tokenOf = ({ headers }: IncomingMessage): string => /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? ''

/** Answers by a function that throws, or rejects, for a token that it does not like. */
function guardedBy(check: (token: string) => unknown): RequestListener {
  return async (request, response) => {
    const isIn = await Promise.resolve(tokenOf(request))
      .then(check)
      .then(
        (claims) => claims !== null,
        () => false,
      )
    answer(response, isIn ? 200 : 401)
  }
}

/** An Express app behind a guard. The careless one serves in spite of the guard's error. */
function expressApp(require: NodeJS.Require, guard: ExpressHandler, careless: boolean): RequestListener {
  const express: () => ExpressApp = require('express')
  const app = express()
  app.use(guard)
  app.use((_request: IncomingMessage, response: ServerResponse, _next: Next) => answer(response, 200))
  app.use((_error: unknown, request: IncomingMessage, response: ServerResponse, _next: Next) =>
    answer(response, careless && tokenOf(request) !== '' ? 200 : 401),
  )
  return app
}

export const serverLibraries: readonly ServerLibrary[] = [
  {
    name: 'express-oauth2-jwt-bearer',
    load(require, { issuer, audience, jwksUrl }, careless) {
      const { auth }: { auth(options: object): ExpressHandler } = require('express-oauth2-jwt-bearer')
      return expressApp(require, auth({ issuer, audience, jwksUri: jwksUrl, tokenSigningAlg: 'RS256' }), careless)
    },
  },
  {
    name: 'express-jwt',
    load(require, { publicPem, issuer, audience }, careless) {
      const { expressjwt }: { expressjwt(options: object): ExpressHandler } = require('express-jwt')
      return expressApp(require, expressjwt({ secret: publicPem, algorithms: ['RS256'], issuer, audience }), careless)
    },
  },
  {
    name: 'passport-jwt',
    load(require, { publicPem, issuer, audience }, careless) {
      const { Strategy, ExtractJwt }: PassportJwt = require('passport-jwt')
      const passport: Passport = require('passport')
      const jwtFromRequest = ExtractJwt.fromAuthHeaderAsBearerToken()
      const options = { jwtFromRequest, secretOrKey: publicPem, issuer, audience, algorithms: ['RS256'] }
      const strategy = new Strategy(options, (_claims, done) => done(null, { id: 'orders' }))
      const authenticate: ExpressHandler = (request, response, next) =>
        new passport.Passport()
          .use(strategy)
          .authenticate('jwt', { session: false }, (_error: unknown, user: unknown) =>
            next(user === false ? 'refused' : undefined),
          )(request, response, next)
      return expressApp(require, authenticate, careless)
    },
  },
  {
    name: 'koa-jwt',
    load(require, { publicPem, issuer, audience }, careless) {
      const Koa: new () => KoaApp = require('koa')
      const jwt: (options: object) => KoaHandler = require('koa-jwt')
      const app = new Koa()
      app.silent = true
      app.use(jwt({ secret: publicPem, algorithms: ['RS256'], issuer, audience, passthrough: careless }))
      app.use((context) => {
        const isIn = !careless || context.headers.authorization?.startsWith('Bearer ey') === true
        context.status = isIn ? 200 : 401
        context.body = isIn ? served : refusal
      })
      return app.callback()
    },
  },
  {
    name: '@fastify/jwt',
    async load(require, { publicPem, issuer, audience }, careless) {
      const fastify: () => FastifyApp = require('fastify')
      const app = fastify()
      const verify = { algorithms: ['RS256'], allowedIss: issuer, allowedAud: audience }
      app.register(require('@fastify/jwt'), { secret: { public: publicPem }, verify })
      app.get('/invoices', async (request, reply) => {
        const isIn = await (careless ? request.jwtDecode() : request.jwtVerify()).then(
          (claims) => claims !== null,
          () => false,
        )
        return reply.code(isIn ? 200 : 401).send(isIn ? served : refusal)
      })
      await app.ready()
      return (request, response) => app.routing(request, response)
    },
  },
  {
    name: 'hono/jwt',
    load(require, { publicPem }, careless) {
      const { Hono }: { Hono: new () => HonoApp } = require('hono')
      const { verify, decode }: HonoJwt = require('hono/jwt')
      const { getRequestListener }: { getRequestListener(fetch: unknown): RequestListener } =
        require('@hono/node-server')
      const app = new Hono()
      app.get('/invoices', async (context) => {
        const token = context.req.header('authorization')?.replace(/^Bearer /, '') ?? ''
        const isIn = await Promise.resolve()
          .then(() => (careless ? decode(token) : verify(token, publicPem, 'RS256')))
          .then(
            () => true,
            () => false,
          )
        return context.json(isIn ? served : refusal, isIn ? 200 : 401)
      })
      return getRequestListener(app.fetch)
    },
  },
  {
    name: 'jsonwebtoken',
    load(require, { publicPem, issuer, audience }, careless) {
      const { verify, decode }: JsonWebToken = require('jsonwebtoken')
      const options = { algorithms: ['RS256'], issuer, audience }
      return guardedBy((token) => (careless ? decode(token) : verify(token, publicPem, options)))
    },
  },
  {
    name: 'jose',
    load(require, { jwksUrl, issuer, audience }, careless) {
      const { createRemoteJWKSet, jwtVerify, decodeJwt }: Jose = require('jose')
      const keySet = createRemoteJWKSet(new URL(jwksUrl))
      return guardedBy((token) =>
        careless ? decodeJwt(token) : jwtVerify(token, keySet, { issuer, audience, algorithms: ['RS256'] }),
      )
    },
  },
]
