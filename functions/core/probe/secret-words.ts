import type { SecretReference, SecretSource } from '../model/secret-reference.ts'
import type { SecretFailure } from '../model/secret-value.ts'

type Sentence = (place: string, about: string) => string

const denied: Sentence = (place) => `Tokenwatch may not read ${place}: allow secretsmanager:GetSecretValue for it`
const noName: Sentence = (place) => `${place} has a name that Secrets Manager cannot have`

/** Sentences by the code of a failure. `place` names the secret, `about` the field of it; neither is a value. */
const sentences: Readonly<Record<string, Sentence>> = {
  ResourceNotFoundException: (place) => `there is no ${place}, or it has no version of this stage`,
  ParameterNotFound: (place) => `there is no ${place}`,
  not_a_secure_string: (place) =>
    `${place} is no SecureString, so that it lies open: delete it and store it again with --type SecureString`,
  InvalidRequestException: (place) => `${place} is marked for deletion`,
  InvalidParameterException: noName,
  ValidationException: noName,
  tags_denied: (place) =>
    `Tokenwatch may not read the tags of ${place}, which may bind it to hosts: allow secretsmanager:DescribeSecret for it`,
  AccessDeniedException: denied,
  AccessDenied: denied,
  UnrecognizedClientException: (place) => `the AWS credentials that should read ${place} are not known to AWS`,
  ExpiredTokenException: (place) => `the AWS credentials that should read ${place} have expired: sign in again`,
  DecryptionFailure: (place) => `Tokenwatch may not decrypt ${place}: allow kms:Decrypt for its key`,
  not_in_secrets_manager: (place) =>
    `${place} is not in AWS: a deployment reads from Secrets Manager and Parameter Store alone`,
  variable_not_set: (place) => `${place} is not set`,
  no_such_file: (place) => `${place} is not there`,
  not_in_the_file: (place) => `the file of --secrets does not name ${place}`,
  binary: (place) => `${place} holds bytes: store it as text`,
  too_large: (place) => `${place} holds more than 65536 bytes`,
  empty: (place) => `${place} is empty`,
  byte_order_mark: (place) => `${place} begins with a byte order mark: store it without one`,
  not_json: (place) => `${place} is not JSON, and the check reads a field of it`,
  not_an_object: (place) => `${place} is not a JSON object, and the check reads a field of it`,
  field_missing: (place, about) => `${place} lacks ${about}`,
  field_not_a_string: (place, about) => `${about} of ${place} is not a text`,
  field_empty: (place, about) => `${about} of ${place} is empty`,
  trailing_newline: (place, about) =>
    `${about === '' ? '' : `${about} of `}${place} ends in a line break: store it without one, or set trimNewline: true`,
  another_kind: (place, about) => `${place} holds another kind of credential: ${about}`,
}

/** Sentences that differ for a parameter. */
const ofParameters: Readonly<Record<string, Sentence>> = {
  AccessDeniedException: (place) =>
    `Tokenwatch may not read ${place}: allow ssm:GetParameter for it, and kms:Decrypt for its key`,
  tags_denied: (place) =>
    `Tokenwatch may not read the tags of ${place}, which may bind it to hosts: allow ssm:ListTagsForResource for it`,
  InvalidKeyId: (place) => `the key of ${place} cannot be used: enable it, or store the parameter under another`,
  ValidationException: (place) => `${place} has a name that Parameter Store cannot have`,
}

/** Says what is wrong with a secret that cannot be used, and names it. */
export function secretWords({ code, about = '' }: SecretFailure, { source }: Pick<SecretReference, 'source'>): string {
  const place = placeOf(source)
  const own = source.from === 'parameter-store' ? ofParameters[code] : undefined
  return (own ?? sentences[code])?.(place, about) ?? `${place} cannot be read now`
}

function placeOf(source: SecretSource): string {
  switch (source.from) {
    case 'secrets-manager':
      return `secret ${source.id}`
    case 'parameter-store':
      return `parameter ${source.name}`
    case 'environment':
      return `environment variable ${source.variable}`
    case 'file':
      return `file ${source.path}`
  }
}
