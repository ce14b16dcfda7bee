import { pingBesideBroken } from './beside-broken.ts'
import { askNothing } from './declared.ts'
import { credentialOf, observerOf, type QuestionContext, type QuestionResult } from './question-context.ts'
import { withSchemeWords } from './scheme-words.ts'

/**
 * Asks the question of a check. The OAuth and JWT libraries are loaded for the first check that needs them, since every module adds to
 * the cold start.
 */
export async function ask(context: QuestionContext): Promise<QuestionResult> {
  const { question } = context.check
  switch (question.kind) {
    case 'request':
      return withSchemeWords(
        await pingBesideBroken(context, question, credentialOf(context), observerOf(context)),
        question.send,
        credentialOf(context),
      )
    case 'login':
      return withSchemeWords(
        await (await import('./login.ts')).askLogin(context, question),
        question.loginSend,
        credentialOf(context),
      )
    case 'client_credentials':
      return (await import('./client-credentials.ts')).askClientCredentials(context, question)
    case 'introspection':
      return (await import('./introspection.ts')).askIntrospection(context, question)
    case 'jwt':
      return (await import('./jwt.ts')).askJwt(context, question)
    case 'signed_jwt':
      return (await import('./signed-jwt.ts')).askSignedJwt(context, question)
    case 'sigv4':
      return (await import('./sigv4.ts')).askSigned(context, question)
    case 'registry':
      return (await import('./registry.ts')).askRegistry(context, question)
    case 'certificate':
      return (await import('./certificate.ts')).askCertificate(context, question)
    case 'declared':
      return askNothing
  }
}
