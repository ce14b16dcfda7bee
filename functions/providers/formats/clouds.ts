import {
  commonForm,
  documentedForm,
  fromMemory,
  gitleaks,
  inTheWild,
  ownForm,
  trufflehog,
  type ValueFormat,
} from './value-format.ts'

const uuid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'

const cloudflare = documentedForm(
  'Cloudflare, token formats',
  'https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/',
)
const vercel = documentedForm(
  'Vercel changelog, new token formats',
  'https://vercel.com/changelog/new-token-formats-and-secret-scanning',
)

/** Forms of clouds, hosts, networks, databases and stores of secrets. */
export const formsOfClouds: readonly ValueFormat[] = [
  ownForm('aws-access-key.accessKeyId', 'AKIA[A-Z2-7]{16}', gitleaks),
  commonForm('aws-access-key.secretAccessKey', '[A-Za-z0-9/+]{40}', gitleaks),
  ownForm('cloudflare-user.token', 'cfut_[A-Za-z0-9]{40}[a-f0-9]{8}', cloudflare),
  ownForm('cloudflare-account.token', 'cfat_[A-Za-z0-9]{40}[a-f0-9]{8}', cloudflare),
  commonForm('cloudflare-user.token', '[\\w-]{40}', gitleaks),
  ownForm('digitalocean.token', 'do[op]_v1_[a-f0-9]{64}', gitleaks),
  commonForm('linode.token', '[a-f0-9]{64}', fromMemory),
  ownForm('heroku.token', 'HRKU-AA[\\w-]{58}', gitleaks),
  ownForm('heroku.token', `HRKU-${uuid}`, trufflehog),
  commonForm('heroku.token', uuid, gitleaks),
  ownForm('fly.token', '(FlyV1 )?fm2_[A-Za-z0-9+/]{100,}={0,3}(,fm[12]\\w?_[A-Za-z0-9+/]+={0,3})*', gitleaks),
  ownForm('vercel.token', 'vc[pia]_[A-Za-z0-9]{20,60}', vercel),
  commonForm('vercel.token', '[A-Za-z0-9]{24}', trufflehog),
  ownForm('netlify.token', 'nfp_[A-Za-z0-9]{36,40}', inTheWild),
  commonForm('netlify.token', '[\\w-]{40,46}', gitleaks),
  ownForm('render.token', 'rnd_[A-Za-z0-9]{28,32}', inTheWild),
  commonForm('fastly.token', '[\\w-]{32}', gitleaks),
  ownForm(
    'tailscale.token',
    'tskey-api-(?<keyId>[A-Za-z0-9]{6,40})-[A-Za-z0-9]{20,60}',
    documentedForm('Tailscale, key prefixes', 'https://tailscale.com/kb/1277/key-prefixes'),
  ),
  ownForm('databricks.token', 'dapi[a-f0-9]{32}(-[0-9])?', gitleaks),
  commonForm('snowflake.token', 'eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+', fromMemory),
  ownForm('vault.token', 'hv[sb]\\.[\\w-]{90,300}', gitleaks),
  commonForm('vault.token', 'hvs\\.[\\w-]{24}|s\\.[A-Za-z0-9]{24}', gitleaks),
  ownForm('neon.token', 'napi_[a-z0-9]{60,70}', inTheWild),
  ownForm('planetscale.token', 'pscale_tkn_[\\w.=-]{32,64}', gitleaks),
  ownForm('supabase.token', 'sbp_[a-f0-9]{40}', trufflehog),
  ownForm('supabase-project.token', 'sb_secret_[\\w-]{31,40}', inTheWild),
  commonForm('upstash-redis.token', '[A-Za-z0-9_=-]{40,120}', fromMemory),
  ownForm(
    'mongodb-atlas.clientSecret',
    'mdb_sa_sk_[\\w-]{40}',
    documentedForm(
      'MongoDB Atlas, service accounts: the client id and its secret',
      'https://www.mongodb.com/docs/atlas/configure-api-access/',
    ),
  ),
  commonForm('mongodb-atlas.clientId', 'mdb_sa_id_[a-f0-9]{24}', fromMemory),
  commonForm('confluent-cloud.key', '[A-Z0-9]{16}', gitleaks),
  commonForm('confluent-cloud.secret', '(cflt)?[A-Za-z0-9+/]{60,64}', gitleaks),
  ownForm('elastic-cloud.token', 'essu_[\\w+/-]{60,200}={0,2}', trufflehog),
  ownForm('google-api-key.token', 'AIza[\\w-]{35}', gitleaks),
  commonForm('azure-openai.token', '[a-f0-9]{32}|[A-Za-z0-9]{84}', fromMemory),
  commonForm('entra-app.clientSecret', '[A-Za-z0-9_~.]{3}[0-9]Q~[\\w~.-]{31,34}', gitleaks),
  commonForm('entra-app.clientId', uuid, fromMemory),
  commonForm('entra-app-expiry.clientSecret', '[A-Za-z0-9_~.]{3}[0-9]Q~[\\w~.-]{31,34}', gitleaks),
  commonForm('entra-app-expiry.clientId', uuid, fromMemory),
  commonForm('cloudinary.token', '[\\w-]{27}', fromMemory),
  commonForm('mapbox.token', '[pst]k\\.eyJ[\\w-]{60,}\\.[\\w-]{22}', trufflehog),
  commonForm('kubernetes-token.token', 'eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+', fromMemory),
  commonForm('dropbox.token', 'sl\\.[\\w-]{100,1500}', gitleaks),
  commonForm('box.token', '[A-Za-z0-9]{32}', fromMemory),
]
