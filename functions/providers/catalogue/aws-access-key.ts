import { provider } from '../provider.ts'

/** An access key of an IAM user, proved by a signed request. Every known caller may ask for its own identity, whatever its policies. */
export const awsAccessKey = provider({
  name: 'aws-access-key',
  title: 'AWS access key',
  category: 'cloud and hosting',
  roles: { accessKeyId: 'the access key id, AKIA...', secretAccessKey: 'the secret access key' },
  options: {
    region: {
      kind: 'name',
      pattern: '[a-z]{2}(-[a-z]+){1,3}-[0-9]',
      example: 'eu-central-1',
      default: 'us-east-1',
      says: 'the Region of the STS endpoint',
    },
    partition: {
      kind: 'choice',
      of: { aws: 'amazonaws.com', china: 'amazonaws.com.cn' },
      default: 'aws',
      says: 'the partition of the account',
    },
  },
  question: {
    kind: 'sigv4',
    service: 'sts',
    region: '{region}',
    ping: {
      method: 'POST',
      url: 'https://sts.{region}.{partition}/',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
    },
  },
  version: { at: '2011-06-15', until: null, source: 'sts' },
  rules: [
    {
      name: 'known-caller',
      when: { status: 200, body: "type(GetCallerIdentityResponse.GetCallerIdentityResult.Arn) == 'string'" },
      means: 'alive',
      source: 'sts',
    },
    {
      name: 'clock',
      when: {
        status: 403,
        body: "contains(Error.Message, 'Signature expired') || contains(Error.Message, 'not yet current')",
      },
      means: 'unrecognized',
      source: 'signing',
    },
    {
      name: 'unknown-key',
      when: { status: 403, body: "Error.Code == 'InvalidClientTokenId'" },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to another partition, or the account has not opted into the Region',
        wayOut: 'correct `partition` and `region`, or replace the key',
        kind: 'setting',
        source: 'regions',
      },
      source: 'errors',
    },
    {
      name: 'wrong-secret',
      when: { status: 403, body: "Error.Code == 'SignatureDoesNotMatch'" },
      means: 'rejected',
      source: 'signing',
    },
    {
      name: 'throttled',
      when: { status: 400, body: "Error.Code == 'Throttling'" },
      means: 'rate_limited',
      source: 'errors',
    },
  ],
  paths: {
    identity: 'GetCallerIdentityResponse.GetCallerIdentityResult.Arn',
    environment: null,
    scopes: null,
    expires: null,
  },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 30,
  rotation: {
    class: 'create_revoke',
    overlap: 'until the old key is deleted; a user has at most two keys',
    by: 'hand',
  },
  runbook: {
    console: 'https://console.aws.amazon.com/iam/home#/users',
    steps:
      'First see if the check names the partition and a Region of the account: GovCloud is a Region such as us-gov-west-1. Create a second access key for the user and store it. When nobody signs with the first key any more, deactivate it, then delete it.',
  },
  federation: {
    offer: 'IAM roles for workloads, and sts:AssumeRoleWithWebIdentity for tokens of an OIDC provider',
    source: 'federation',
  },
  trapSources: ['regions'],
  traps: [
    'a wrong clock breaks the signature of a valid key',
    'another partition, and a Region that the account has not opted into, refuse a living key too: set partition and region',
    'a key under the quarantine policy of AWS still answers for its identity',
  ],
  sources: {
    federation: {
      evidence: 'recalled',
      title: 'AWS STS API reference, AssumeRoleWithWebIdentity',
      url: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html',
    },
    sts: {
      evidence: 'documented',
      title: 'AWS STS API reference, GetCallerIdentity',
      url: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html',
      seen: '2026-11-26',
    },
    errors: {
      evidence: 'documented',
      title: 'AWS STS API reference, common error types',
      url: 'https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html',
      seen: '2026-11-21',
    },
    regions: {
      evidence: 'observed',
      title:
        'hashicorp/aws-sdk-go-base, issue 314: InvalidClientTokenId from another partition; saml2aws, issue 928: from an opt-in Region',
      url: 'https://github.com/hashicorp/aws-sdk-go-base/issues/314',
      seen: '2026-11-30',
    },
    signing: {
      evidence: 'documented',
      title: 'IAM user guide, troubleshoot Signature Version 4 requests',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html',
      seen: '2026-11-21',
    },
  },
})
