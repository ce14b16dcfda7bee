import type { RotatorSpec } from '../../core/model/rotator-spec.ts'
import { namedKeys } from './named-keys.ts'

/**
 * Client secrets of an app registration in Microsoft Entra ID. Several may be valid, each with a key id. Some replicas refuse a new one for
 * seconds to minutes. The authority is a separate app with `Application.ReadWrite.OwnedBy`. Registrations that also accept personal
 * Microsoft accounts hold at most two secrets: Entra refuses a third, and nothing is spent.
 * Sources, read 2026-11-26: learn.microsoft.com/graph/api/application-addpassword, application-removepassword, resources/passwordcredential (`keyId`,
 * `displayName`, `secretText` once, `startDateTime`, `endDateTime`, both UTC); entra/identity-platform/supported-accounts-validation (two secrets).
 */
export const entra: RotatorSpec = {
  name: 'entra',
  title: 'Microsoft Entra client secret',
  capabilities: { ...namedKeys, tellsLastUse: false, propagationMs: 60_000 },
  authority: 'other',
  authorityRoles: ['clientId', 'clientSecret'],
  options: ['tenantId', 'applicationObjectId'],
  defaults: { login: 'https://login.microsoftonline.com' },
  api: 'https://graph.microsoft.com/v1.0',
  send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  login: {
    tokenUrl: '{login}/{tenantId}/oauth2/v2.0/token',
    scope: 'https://graph.microsoft.com/.default',
    authentication: 'client_secret_post',
  },
  issue: {
    method: 'POST',
    url: '{api}/applications/{applicationObjectId}/addPassword',
    json: { passwordCredential: { displayName: '{name}', endDateTime: '{expiresIso}' } },
    read: {
      values: { clientSecret: 'secretText' },
      id: 'keyId',
      expires: { at: 'endDateTime', format: 'iso' },
      ok: null,
    },
  },
  identify: null,
  copy: null,
  list: {
    method: 'GET',
    url: '{api}/applications/{applicationObjectId}?$select=passwordCredentials',
    keys: {
      items: 'passwordCredentials',
      id: 'keyId',
      name: 'displayName',
      createdAt: { at: 'startDateTime', format: 'iso' },
      lastUsedAt: null,
    },
  },
  revoke: [
    {
      method: 'POST',
      url: '{api}/applications/{applicationObjectId}/removePassword',
      json: { keyId: '{id}' },
    },
  ],
  recover: null,
  consumed: null,
}
