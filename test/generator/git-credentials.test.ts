import { gitCredentials, repositoryOnGitHub } from '../../generator/git-credentials.ts';

const app = { kind: 'app', appId: '7', privateKey: 'pem' } as const;
const settings = {
  gitopsUrl: 'https://github.com/acme/previews.git',
  gitopsCredentials: undefined,
};

/** Stands for the App's client: names whom it was asked for. */
const connect = (apiUrl: string) => ({
  gitToken: async (repository: string) => `token of ${repository} at ${apiUrl}`,
});

describe('what opens the GitOps repository', () => {
  it('is the token of the settings, also where there is an App', async () => {
    const given = { ...settings, gitopsCredentials: { kind: 'token', token: 'abc' } as const };
    const credentials = gitCredentials(given, app, connect);
    expect(credentials?.kind === 'token' && (await credentials.token())).toBe('abc');
  });

  it('is the key of the settings', () => {
    const key = { kind: 'ssh', keyFile: '/key' } as const;
    expect(gitCredentials({ ...settings, gitopsCredentials: key }, app, connect)).toEqual(key);
  });

  it('is the installation token of the App where the repository is on GitHub', async () => {
    const credentials = gitCredentials(settings, app, connect);
    expect(credentials?.kind === 'token' && (await credentials.token())).toBe(
      'token of acme/previews at https://api.github.com',
    );
  });

  it('is nothing where only a personal token is known: it was not given for this', () => {
    expect(gitCredentials(settings, { kind: 'token', token: 'x' }, connect)).toBeUndefined();
  });

  it.each(['http://github.com/acme/previews.git', 'file:///srv/previews.git'])(
    'is no App token without encryption: %s',
    (gitopsUrl) => {
      expect(gitCredentials({ ...settings, gitopsUrl }, app, connect)).toBeUndefined();
    },
  );
});

describe('the repository on GitHub', () => {
  it.each([
    ['https://github.com/acme/previews', 'https://api.github.com', 'acme/previews'],
    ['https://github.com/acme/previews.git/', 'https://api.github.com', 'acme/previews'],
    ['https://ghe.example/acme/p.git', 'https://ghe.example/api/v3', 'acme/p'],
  ])('%s', (url, apiUrl, repository) => {
    expect(repositoryOnGitHub(url)).toEqual({ apiUrl, repository });
  });

  it.each(['https://bot@github.com/acme/p', 'https://github.com/p', 'git@github.com:acme/p.git'])(
    'is not known from %s',
    (url) => {
      expect(repositoryOnGitHub(url)).toBeUndefined();
    },
  );
});
