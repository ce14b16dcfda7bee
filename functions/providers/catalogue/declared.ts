import { provider } from '../provider.ts'

/** A credential that cannot or must not be pinged. Only the dates that its owner declares are watched. */
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
  rotation: { class: 'manual', overlap: 'as its issuer has it', by: 'hand' },
  runbook: null,
  traps: ['a token that must not be touched is watched by its dates alone'],
  sources: {},
})
