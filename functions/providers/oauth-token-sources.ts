import { rfc9110 } from './rfc9110.ts'

const rfc6749 = {
  evidence: 'standard',
  title: 'RFC 6749, The OAuth 2.0 Authorization Framework, section 5.2',
  url: 'https://www.rfc-editor.org/rfc/rfc6749#section-5.2',
  seen: '2026-11-21',
} as const

export const dockerHubLock = {
  evidence: 'documented',
  title: 'Docker Hub, too many failed login attempts for username or IP address',
  url: 'https://github.com/docker/hub-feedback/issues/2217',
  seen: '2026-11-30',
} as const

/** Sources of `blameRules`. */
export const blameSources = {
  rfc6749,
  dockerHub: dockerHubLock,
  osu: {
    evidence: 'documented',
    title: 'osu!, the hint of a refused login from a locked address',
    url: 'https://github.com/ppy/osu-web/pull/8177',
    seen: '2026-11-30',
  },
  wso2: {
    evidence: 'documented',
    title: 'WSO2 Identity Server, the answer for a locked account',
    url: 'https://github.com/wso2/product-is/issues/3694',
    seen: '2026-11-30',
  },
  causes: {
    evidence: 'recalled',
    title: 'Words of servers that want a person, or blame a bill, a clock or a guard',
  },
} as const

/** Sources of `tokenRules`. Zoho and GitHub refuse a client with 200, Keycloak with a code that the standard has for other cases. */
export const tokenSources = {
  ...blameSources,
  rfc9110,
  github: {
    evidence: 'documented',
    title: 'GitHub, troubleshooting OAuth app access token request errors',
    url: 'https://docs.github.com/en/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors',
    seen: '2026-11-30',
  },
  zoho: {
    evidence: 'documented',
    title: 'Zoho Accounts, OAuth errors of the token request',
    url: 'https://www.zoho.com/accounts/protocol/oauth/web-apps/access-token.html',
    seen: '2026-11-30',
  },
  iana: {
    evidence: 'standard',
    title: 'IANA, OAuth extensions error registry',
    url: 'https://www.iana.org/assignments/oauth-parameters/oauth-parameters.xhtml#extensions-error',
    seen: '2026-11-30',
  },
  keycloak: {
    evidence: 'documented',
    title: 'Keycloak, ClientIdAndSecretAuthenticator of the published server',
    url: 'https://github.com/keycloak/keycloak/issues/16923',
    seen: '2026-11-30',
  },
} as const
