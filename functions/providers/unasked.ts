/** A kind of credential that no harmless question proves, with the reason. */
export type UnaskedKind = { readonly what: string; readonly why: string }

/** Kinds that were looked at, and that no profile asks. `declared` watches their dates. */
export const unaskedKinds: readonly UnaskedKind[] = [
  { what: '1Password service account token', why: 'only the SDK of 1Password can use it, by a protocol of its own' },
  {
    what: 'Amplitude API key and secret key',
    why: 'the API key alone writes events; no source shows how the reports answer a dead pair',
  },
  { what: 'Apple Push Notification service key', why: 'its only request pushes to a device, over HTTP/2' },
  { what: 'Discord and Slack webhooks', why: 'a request posts a message, or is refused in undocumented ways' },
  {
    what: 'Firebase Cloud Messaging server key',
    why: 'it ended in 2024; googleServiceAccount checks what replaced it',
  },
  { what: 'Mixpanel project token', why: 'it can only write events; mixpanel checks a service account' },
  { what: 'PagerDuty routing key', why: 'its only request opens an incident' },
  { what: 'Perplexity API key', why: 'its known requests buy completions, and a balance of zero is a 401 too' },
  { what: 'PostHog project API key', why: 'it is public and can only write events; posthog checks a personal key' },
  { what: 'Segment write key', why: 'it can only write events; segment checks a token of the Public API' },
]
