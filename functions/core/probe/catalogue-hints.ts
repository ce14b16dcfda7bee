import type { Meaning } from '../model/reading.ts'

type Unclear = 'check_invalid' | 'unrecognized' | 'wrong_target'

/** Ways out for the rules of the catalogue that name no fault of the credential. Rules of one name may have other meanings elsewhere. */
const hints: Readonly<Record<Unclear, Readonly<Record<string, string>>>> = {
  check_invalid: {
    'authentication-method': 'the issuer wants another way to authenticate this client: correct `authentication`',
    'grant-not-supported': 'the issuer gives no tokens for client credentials: correct the address of the issuer',
    'introspecting-client-forbidden': 'the client in `client` may not introspect tokens: allow it, or name another one',
    'introspecting-client-invalid': 'the issuer refuses the client in `client`: put a working secret there',
    'introspecting-client-refused': 'the issuer refuses the client in `client`: put a working secret there',
    'introspecting-client-under-scoped': 'the client in `client` lacks the scope to introspect tokens: grant it',
    'invalid-request': 'the issuer does not take the request as it is: correct `scope`, `audience` or `authentication`',
    malformed:
      'the provider cannot read the header with the credential: store the token alone, without a prefix or a line break',
    'not-authed':
      'the request reached the API without the credential: correct `secret`, or a proxy that removes the header',
    scope: 'the provider does not know the scope that is asked for: correct `scope`',
    'token-type-not-introspected': 'the issuer introspects no tokens of this kind: ask the API with another profile',
  },
  unrecognized: {
    'account-locked': 'the account is locked, and the credential may be good: have it unlocked, then wait',
    'another-cause':
      'the answer blames a bill, a clock or a guard, and the credential may be good: see what it asks for',
    anonymous: 'the API answered as to nobody, so it did not read the credential: compare the host with the credential',
    'another-thing':
      'the issuer blames another thing than the client, such as a tenant or a project: correct the request',
    'another-proof': 'the API asks for a signed request beside the token: ask what the token alone may ask',
    'app-disabled': 'the application is disabled in its tenant: have it enabled',
    'asks-a-person-to-log-in':
      'the login asks a person for a consent or a second factor: use an account that needs none',
    'asks-a-person': 'the issuer asks a person for a consent or a second factor: use an account that needs none',
    'audience-not-granted': 'the client may not have a token for this API: grant it, or correct `audience`',
    'authentication-403':
      'the API calls the request not authenticated with 403, which a guard does too: see its answer',
    'challenge-unreadable': 'the challenge of the API cannot be read, and may ask for a scope: see its answer',
    'client-refused':
      'the client is refused, so nothing is known of its token: put the right id and secret of the client there',
    'client-not-seen':
      'the issuer saw no client in the request: correct `authentication`, or a proxy that removes the header',
    clock: 'the provider finds the time of the request wrong: check the clock of the probe',
    denied: 'the registry denies the request, and does not say if for the user or for a permission: see its answer',
    'error-with-200': 'the registry answers with an error and a good status: see its answer',
    errors: 'the API answers with errors and a good status: see its answer',
    'expired-token': 'the provider does not document this answer: see if the token has expired, then replace it',
    'grant-not-allowed':
      'the issuer lets this client have no token, or does not know it: compare the client with the issuer',
    'grant-refused':
      'the issuer refuses the request and not the client: compare `scope` and `audience` with the issuer',
    'header-missing': 'the API saw no credential in the request: correct a proxy that removes the header',
    hidden: 'the page is hidden or missing: compare the site with the credential',
    'inactive-with-error':
      'the issuer reports an error beside its answer: see if the client in `client` may introspect',
    'invalid-token': 'a token of another kind gets this answer too: compare the profile with the kind of the token',
    'missing-scope': 'the token may lack a scope, or be dead: see its page at the provider',
    'more-than-a-secret':
      'the issuer asks for a proof, a login or a consent beside the secret: use a client that needs none',
    'not-a-token': 'the address has no token in it that the API could read: compare the secret with the profile',
    'not-allowed': 'the account may not do this for somebody else, or does not exist: see its page at the provider',
    'not-evaluated': 'the cluster could not look at every rule, so the permission may be there: see its authorizers',
    'not-for-this-endpoint': 'the token may be dead, or of a kind that this profile does not check: compare the two',
    'other-input': 'the API refuses another part of the request than the credential: see its answer',
    'other-scope': 'the token lacks a scope, or the API hides the page: see the scopes of the token at the provider',
    'permission-denied':
      'the server hides why: grant lookup-self with the default policy, or see if the address is bound',
    'permission-in-words': 'the API speaks of a permission, so the credential may live: declare it in `answers`',
    'permission-refused': 'the API speaks of a permission, so the credential may live: declare it in `answers`',
    'public-repository': 'everybody may read it, so it proves nothing: name a private repository',
    'restricted-or-gone':
      'the key is restricted or deleted, which this answer leaves open: see its page at the provider',
    'second-factor': 'the account asks for a second factor: use an access token instead of the password',
    'sign-in-page':
      'the API sent a page to sign in, which it does for a dead token and in trouble: see the token there',
    unauthorized: 'the API refuses without a word about the token: see its page at the provider',
    'unauthorized-bill': 'the API blames a bill or a plan, and the credential may be good: see the account there',
    'unauthorized-clock':
      'the API finds the time of the request wrong, or a value used up: check the clock of the probe',
    'unauthorized-forgery':
      'a guard against forged requests answered, and the credential may be good: ask an address without one',
    'unauthorized-lock': 'the account is locked, and the credential may be good: have it unlocked, then wait',
    'unauthorized-permission': 'the API speaks of a permission, so the credential may live: declare it in `answers`',
    'unauthorized-person': 'the API asks a person for a consent or a second factor: use an account that needs none',
    'unauthorized-sign-in':
      'the answer is a page for people: correct the address, or declare what it means in `answers`',
    'user-disabled': 'the user of the key is disabled: have it enabled at the provider',
  },
  wrong_target: {
    'another-region': 'the project of the key has data residency, and its own host: correct the region',
    'another-site': 'this site redirects to another one: correct the host',
    'another-organization': 'the token belongs to another organization of this server: compare the host with the token',
    'app-not-in-tenant': 'the application does not exist in this tenant: correct the tenant or the client id',
    'app-unknown': 'no app has this id: correct the id of the app',
    'bad-organization': 'the organization does not exist: correct its name',
    gone: 'the page is gone for good: correct the address of the `ping`',
    'no-such-account': 'no account has this name: correct the name of the account',
    'no-such-account-page': 'no account has this name: correct the name of the account',
    'no-such-application': 'no application has this id: correct the id',
    'no-such-cloud': 'no site has this id: correct the id of the cloud',
    'no-such-endpoint': 'no API stands at this address: correct the address',
    'no-such-key': 'no key has this id: correct the id of the key',
    'no-such-organization': 'the organization does not exist: correct its name',
    'no-such-repository':
      'the repository does not exist, or the token may not see it: correct the workspace or the repository',
    'no-such-page': 'no page stands at this address: correct the address of the check',
    'no-such-shop': 'the shop does not exist: correct its name',
    'no-such-site': 'the site does not exist: correct its name',
    'no-token-endpoint': 'no token endpoint stands at this address: correct `tokenUrl` or the host',
    'other-data-center': 'the key belongs to another data center: correct the data center',
    page: 'the answer is a page for people, and no answer of the API: correct the host, or look for a guard before it',
    'tenant-unknown': 'the tenant does not exist: correct its id',
    'wrong-cloud': 'the cloud that the check names does not exist: correct its name',
  },
}

/** Returns the way out for a rule of the catalogue with this meaning, if it has one. */
export function catalogueHint(meaning: Meaning, rule: string): string | undefined {
  switch (meaning) {
    case 'check_invalid':
    case 'unrecognized':
    case 'wrong_target':
      return hints[meaning][rule]
    default:
      return undefined
  }
}
