import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

/** Calls of packages that are installed elsewhere, as far as they are used here. */
export type Next = (error?: unknown) => void
export type ExpressHandler = (request: IncomingMessage, response: ServerResponse, next: Next) => void
export type ExpressErrorHandler = (
  error: unknown,
  request: IncomingMessage,
  response: ServerResponse,
  next: Next,
) => void
export type ExpressApp = RequestListener & { use(handler: ExpressHandler | ExpressErrorHandler): void }

export type PassportJwt = {
  readonly ExtractJwt: { fromAuthHeaderAsBearerToken(): unknown }
  readonly Strategy: new (
    options: object,
    verify: (claims: unknown, done: (error: unknown, user: object) => void) => void,
  ) => object
}
export type PassportInstance = {
  use(strategy: object): PassportInstance
  authenticate(name: string, options: object, done: (error: unknown, user: unknown) => void): ExpressHandler
}
export type Passport = { readonly Passport: new () => PassportInstance }
export type KoaContext = { readonly headers: IncomingMessage['headers']; status: number; body: unknown }
export type KoaHandler = (context: KoaContext, next: () => Promise<void>) => unknown
export type KoaApp = { silent: boolean; use(handler: KoaHandler): void; callback(): RequestListener }
export type FastifyRequest = { jwtVerify(): Promise<unknown>; jwtDecode(): Promise<unknown> }
export type FastifyReply = { code(status: number): FastifyReply; send(body: unknown): FastifyReply }
export type FastifyApp = {
  register(plugin: unknown, options: object): void
  get(path: string, handler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>): void
  ready(): Promise<void>
  routing(request: IncomingMessage, response: ServerResponse): void
}
export type HonoContext = {
  readonly req: { header(name: string): string | undefined }
  json(body: unknown, status: number): Response
}
export type HonoApp = {
  get(path: string, handler: (context: HonoContext) => Promise<Response>): void
  readonly fetch: unknown
}
export type HonoJwt = {
  verify(token: string, key: string, algorithm: string): Promise<unknown>
  decode(token: string): unknown
}
export type JsonWebToken = {
  verify(token: string, key: string, options: object): unknown
  decode(token: string): unknown
}
export type Jose = {
  createRemoteJWKSet(url: URL): unknown
  jwtVerify(token: string, keys: unknown, options: object): Promise<unknown>
  decodeJwt(token: string): unknown
}
