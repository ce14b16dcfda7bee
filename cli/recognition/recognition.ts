/** Strength of a recognition. Only `high` and `medium` are ever asked. */
export type Confidence = 'high' | 'medium' | 'low'

/** Everything that is known of a stored text beside its content. */
export type Subject = {
  readonly name: string
  readonly tags: ReadonlyMap<string, string>
  /** Partner that holds the secret, where AWS rotates it itself; the type of a Kubernetes Secret. */
  readonly type?: string | null
  /** AWS service that made the secret and keeps it: `rds`. */
  readonly service?: string | null
  /** Name of the function that rotates the secret. */
  readonly rotator?: string | null
}

/** One text of a JSON value. */
export type FieldText = {
  /** Key of the text in its object. An item of a list is named like its list. */
  readonly name: string
  /** Place in the whole value: `token` at the top, `services.github.token` or `tokens.0` below it. */
  readonly place: string
  readonly text: string
}

/** The texts of one object of a JSON value: the parts of one credential stand together. */
export type FieldScope = {
  /** Keys that lead to the object; none at the top. */
  readonly path: readonly string[]
  readonly fields: readonly FieldText[]
  /** Texts of the objects around it, the nearest first: an option, such as a site, may stand there. */
  readonly around: readonly FieldText[]
}

/** Every object of a JSON value, as far as the limits go. */
export type FieldScopes = {
  readonly scopes: readonly FieldScope[]
  /** Places that were not looked at, since they are too deep, too many, or named like another one. */
  readonly unseen: readonly string[]
}

/** Content of a stored text. `fields` are the texts of its JSON by their place, or the variables of a file. */
export type Content =
  | { readonly kind: 'text'; readonly text: string }
  | ({ readonly kind: 'fields'; readonly fields: ReadonlyMap<string, string> } & FieldScopes)
  | { readonly kind: 'binary' }
  | { readonly kind: 'too_large' }
  /** Its value was not read, or cannot be read at all. */
  | { readonly kind: 'unread' }

/** An option of a check that was found beside the credential. Its value may be part of a secret, so it is a function and never printed. */
export type FoundOption = {
  readonly name: string
  /** Place of the value: a tag, a field of the secret, the form of the credential, or the catalogue's own word. */
  readonly from: 'tag' | 'field' | 'form' | 'catalogue'
  /** Name of the tag or the field; null for the other two. */
  readonly at: string | null
  readonly value: () => string
}

/** A credential that was recognised. It holds no part of its value. */
export type FoundCredential = {
  /** Profile of the catalogue. */
  readonly profile: string
  readonly title: string
  /** Every profile that it may be, where the form and the names fit several; else this one alone. */
  readonly candidates: readonly string[]
  /** Field of each role; null where the whole secret is the value. */
  readonly fields: Readonly<Record<string, string | null>>
  /** True if a field lies within another one. Only a scan looks there: a check reads fields of the top. */
  readonly isNested: boolean
  readonly confidence: Confidence
  /** Reasons in words, without a value. */
  readonly because: string
  readonly options: readonly FoundOption[]
  /** Options that a check needs and that were found nowhere. */
  readonly missing: readonly string[]
}

/** Kinds of content that are no API credential. */
export type OtherContent =
  | 'database'
  | 'certificate'
  | 'private_key'
  | 'password'
  | 'other_kind'
  | 'placeholder'
  | 'free_text'
  | 'empty'
  | 'binary'
  | 'too_large'
  | 'setting'
  | 'nested'

/** Content that is left alone. */
export type LeftAlone = { readonly field: string | null; readonly what: OtherContent; readonly because: string }

/** Text that looks random and that nothing explains. */
export type Unrecognized = { readonly field: string | null; readonly because: string }

/** Result for one stored text. */
export type Recognition = {
  readonly credentials: readonly FoundCredential[]
  readonly leftAlone: readonly LeftAlone[]
  readonly unrecognized: readonly Unrecognized[]
}
