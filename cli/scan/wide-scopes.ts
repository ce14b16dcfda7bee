/**
 * Scopes that administer, delete or act as others, by profile. A credential that holds one is said to be over-scoped, with the scopes, for a
 * person to judge. Only scopes that the provider's answer names are compared.
 */
export const wideScopes: Readonly<Record<string, readonly string[]>> = {
  github: [
    'admin:org',
    'admin:enterprise',
    'admin:org_hook',
    'admin:repo_hook',
    'admin:public_key',
    'admin:gpg_key',
    'delete_repo',
    'site_admin',
  ],
  gitlab: ['sudo', 'admin_mode'],
  slack: ['admin', 'admin.users:write', 'admin.conversations:write', 'admin.apps:write'],
  sentry: ['org:admin', 'project:admin', 'member:admin', 'team:admin'],
  fastly: ['global'],
  linode: ['*', 'account:read_write'],
  buildkite: ['write_organizations', 'write_clusters', 'graphql'],
}
