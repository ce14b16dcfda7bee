import type { QuestionContext, QuestionResult } from './asking.ts'
import { askNothing } from './declared.ts'
import { askRequest } from './request.ts'

/**
 * Asks the question of a check. The OAuth and JWT libraries are loaded for the first check that needs them, since every module adds to
 * the cold start.
 */
export async function ask(asking: QuestionContext): Promise<QuestionResult> {
  const { question } = asking.check
  switch (question.kind) {
    case 'request':
      return askRequest(asking, question)
    case 'client_credentials':
      return (await import('./client-credentials.ts')).askClientCredentials(asking, question)
    case 'introspection':
      return (await import('./introspection.ts')).askIntrospection(asking, question)
    case 'jwt':
      return (await import('./jwt.ts')).askJwt(asking, question)
    case 'signed_jwt':
      return (await import('./signed-jwt.ts')).askSignedJwt(asking, question)
    case 'sigv4':
      return (await import('./sigv4.ts')).askSigned(asking, question)
    case 'registry':
      return (await import('./registry.ts')).askRegistry(asking, question)
    case 'certificate':
      return (await import('./certificate.ts')).askCertificate(asking)
    case 'declared':
      return askNothing
  }
}
