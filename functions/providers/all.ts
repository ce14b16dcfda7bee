// Written by `npm run catalogue`, from the files of this folder.
export { declared } from './declared.ts'
export { fastly } from './fastly.ts'
export { github } from './github.ts'
export { http } from './http.ts'
export { jwt } from './jwt.ts'
export { oauthClientCredentials } from './oauth-client-credentials.ts'
export { oauthIntrospection } from './oauth-introspection.ts'
export { telegram } from './telegram.ts'
