import type { Source } from './provider.ts'

/** A kind of credential that no harmless question proves, with the reason and its source. */
export type UnaskedKind = { readonly what: string; readonly why: string; readonly source: Source }

const seen = '2026-12-01'

/** Kinds that were looked at, and that no profile asks. `declared` watches their dates. */
export const unaskedKinds: readonly UnaskedKind[] = [
  {
    what: '1Password service account token',
    why: 'only the SDKs and the command line of 1Password can use it, and no verifier asks for it',
    source: {
      evidence: 'observed',
      title: 'GitGuardian, detector of 1Password service account tokens: no validity check',
      url: 'https://docs.gitguardian.com/secrets-detection/secrets-detection-engine/detectors/specifics/1password_service_account_token',
      seen,
    },
  },
  {
    what: 'Amplitude API key and secret key',
    why: 'the API key alone writes events, and the known question exports them; no source shows how a dead pair is answered',
    source: {
      evidence: 'observed',
      title: 'google/osv-scalibr, issue 1069: an export of events proves the pair, and a 404 means no events',
      url: 'https://github.com/google/osv-scalibr/issues/1069',
      seen,
    },
  },
  {
    what: 'Apple Push Notification service key',
    why: 'its only request pushes to a device, over HTTP/2, and a wrong clock is refused like a dead key',
    source: {
      evidence: 'observed',
      title: 'node-apn/node-apn, issue 450: a push is refused with 403 by a wrong clock',
      url: 'https://github.com/node-apn/node-apn/issues/450',
      seen,
    },
  },
  {
    what: 'Discord and Slack webhooks',
    why: 'a request posts a message, or is refused in undocumented ways',
    source: { evidence: 'recalled', title: 'how webhooks are used' },
  },
  {
    what: 'Firebase Cloud Messaging server key',
    why: 'its API was shut down from July 2024 on; googleServiceAccount checks what replaced it',
    source: {
      evidence: 'documented',
      title: 'Firebase, migrate from legacy FCM APIs to HTTP v1: shutdown begins on July 22, 2024',
      url: 'https://firebase.google.com/docs/cloud-messaging/migrate-v1',
      seen,
    },
  },
  {
    what: 'Mixpanel project token',
    why: 'it can only write events; mixpanel checks a service account',
    source: { evidence: 'recalled', title: 'what a project token may do' },
  },
  {
    what: 'PagerDuty routing key',
    why: 'its only request opens an incident',
    source: { evidence: 'recalled', title: 'what a routing key may do' },
  },
  {
    what: 'Perplexity API key',
    why: 'no source shows how its list of models answers a dead key, and an account without credits gets 401 too',
    source: {
      evidence: 'observed',
      title:
        'Perplexity AI Magazine, on the FAQ of Perplexity: 401 for an invalid key, a deleted one, and an account out of credits',
      url: 'https://perplexityaimagazine.com/perplexity-hub/perplexity-api-key-not-working/',
      seen,
    },
  },
  {
    what: 'PostHog project API key',
    why: 'it is public and can only write events; posthog checks a personal key',
    source: { evidence: 'recalled', title: 'what a project API key may do' },
  },
  {
    what: 'Segment write key',
    why: 'it can only write events, and any value is answered with 200; segment checks a token of the Public API',
    source: {
      evidence: 'observed',
      title: 'segmentio/analytics-ruby, issue 257: 200 to a write key that does not exist',
      url: 'https://github.com/segmentio/analytics-ruby/issues/257',
      seen,
    },
  },
]
