import { provider } from '../provider.ts'

/** A credential that cannot or must not be pinged. Tokenwatch watches only the dates that its owner declares. */
export const declared = provider({
  name: 'declared',
  title: 'Declared expiry',
  category: 'generic',
  roles: {},
  options: {},
  question: null,
  rules: [],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  expirySource: 'declared',
  scopes: null,
  cost: 'free',
  minimumSeconds: 1,
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'depends on the issuer', by: 'hand' },
  runbook: null,
  traps: ['a token that must not be pinged is watched by its declared dates alone'],
  sources: {},
})
