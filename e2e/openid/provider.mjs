// A provider of OpenID Connect for the tests of signing in: oidc-provider with the pages that it has for development, where any
// login is let in; the login is the address that it vouches for, unless it begins with "unverified".
import Provider from 'oidc-provider';

const [listen, back, secret, signed] = process.argv.slice(2);
const [host, port] = listen.split(':');
const provider = new Provider(`http://${listen}`, {
  clients: [{
    client_id: 'parcours',
    client_secret: secret,
    redirect_uris: [back],
    grant_types: ['authorization_code'],
    response_types: ['code'],
    ...(signed ? { userinfo_signed_response_alg: 'RS256', token_endpoint_auth_method: 'client_secret_post' } : {}),
  }],
  cookies: { keys: ['of the tests'] },
  features: { jwtUserinfo: { enabled: true } },
  pkce: { required: () => true },
  claims: { openid: ['sub'], email: ['email', 'email_verified'] },
  findAccount: (ctx, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: id, email_verified: !id.startsWith('unverified') }),
  }),
});
provider.listen(Number(port), host, () => console.log('ready'));
