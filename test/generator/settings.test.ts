import { readSettings } from '../../generator/settings.ts';

const smallest = {
  GITOPS_REPOSITORY_URL: 'https://git.example/acme/previews.git',
  GITHUB_WEBHOOK_SECRET: 'hook-secret',
  GITHUB_TOKEN: 'github-token',
};

/** The lines of the error that these variables cause, on top of the smallest settings. */
function problems(change: Record<string, string | undefined>): string[] {
  try {
    readSettings({ ...smallest, ...change });
  } catch (error) {
    return (error as Error).message.split('\n').map((line) => line.trim());
  }
  return [];
}

describe('the smallest settings', () => {
  it('have every default', () => {
    expect(readSettings(smallest)).toEqual({
      gitopsUrl: 'https://git.example/acme/previews.git',
      gitopsBranch: 'main',
      gitopsCredentials: undefined,
      webhookSecrets: ['hook-secret'],
      argocdWebhookSecret: undefined,
      github: { kind: 'token', token: 'github-token' },
      port: 8080,
      statusPort: 8081,
      dataDirectory: '.data',
      logLevel: 'info',
      sweepSeconds: 300,
      kubernetes: { mode: 'on' },
    });
  });

  it('count a variable set to nothing as not set', () => {
    const empty = { GITOPS_BRANCH: '', PORT: '', GITOPS_TOKEN: '', KUBECONFIG: '' };
    expect(readSettings({ ...smallest, ...empty })).toEqual(readSettings(smallest));
  });
});

describe('every variable', () => {
  it.each([
    [
      { GITOPS_REPOSITORY_URL: 'file:///srv/previews.git' },
      { gitopsUrl: 'file:///srv/previews.git' },
    ],
    [{ GITOPS_REPOSITORY_URL: 'git@host:acme/p.git' }, { gitopsUrl: 'git@host:acme/p.git' }],
    [{ GITOPS_BRANCH: 'trunk' }, { gitopsBranch: 'trunk' }],
    [{ GITOPS_TOKEN: 'abc' }, { gitopsCredentials: { kind: 'token', token: 'abc' } }],
    [{ GITOPS_SSH_KEY_FILE: '/key' }, { gitopsCredentials: { kind: 'ssh', keyFile: '/key' } }],
    [{ GITHUB_WEBHOOK_SECRET_PREVIOUS: 'old' }, { webhookSecrets: ['hook-secret', 'old'] }],
    [{ ARGOCD_WEBHOOK_SECRET: 'argo' }, { argocdWebhookSecret: 'argo' }],
    [
      { GITHUB_TOKEN: '', GITHUB_APP_ID: '7', GITHUB_APP_PRIVATE_KEY_FILE: '/pem' },
      { github: { kind: 'app', appId: '7', privateKeyFile: '/pem' } },
    ],
    [
      { GITHUB_APP_ID: '7', GITHUB_APP_PRIVATE_KEY_FILE: '/pem' },
      { github: { kind: 'app', appId: '7', privateKeyFile: '/pem' } },
    ],
    [{ PORT: '0' }, { port: 0 }],
    [{ STATUS_PORT: '9' }, { statusPort: 9 }],
    [{ DATA_DIR: '/data' }, { dataDirectory: '/data' }],
    [{ LOG_LEVEL: 'debug' }, { logLevel: 'debug' }],
    [{ SWEEP_SECONDS: '60' }, { sweepSeconds: 60 }],
    [{ KUBERNETES: 'off' }, { kubernetes: { mode: 'off' } }],
    [{ KUBECONFIG: '/kube' }, { kubernetes: { mode: 'on', kubeconfig: '/kube' } }],
    [{ KUBECONFIG: '/kube', KUBERNETES: 'off' }, { kubernetes: { mode: 'off' } }],
  ])('%j', (variables, settings) => {
    expect(readSettings({ ...smallest, ...variables })).toMatchObject(settings);
  });
});

describe('what cannot be used', () => {
  it('is told all at once, each with its name', () => {
    const none = { GITOPS_REPOSITORY_URL: '', GITHUB_WEBHOOK_SECRET: '', GITHUB_TOKEN: '' };
    expect(problems({ ...none, PORT: 'http', LOG_LEVEL: 'loud' })).toEqual([
      'the environment variables cannot be used:',
      'GITOPS_REPOSITORY_URL: is required: the URL to clone and push, http(s), ssh or file',
      'GITHUB_WEBHOOK_SECRET: is required: the secret of the GitHub webhook',
      'PORT: expected a whole number from 0 to 65535, got "http"',
      'LOG_LEVEL: expected one of debug, info, warn, error, got "loud"',
      'GITHUB_TOKEN: set it, or GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY_FILE',
    ]);
  });

  it.each([
    [{ GITHUB_APP_ID: '7' }, 'set both or none'],
    [{ GITHUB_APP_PRIVATE_KEY_FILE: '/pem' }, 'set both or none'],
    [{ GITOPS_TOKEN: 'a', GITOPS_SSH_KEY_FILE: '/key' }, 'set one of them'],
    [{ KUBERNETES: 'no' }, 'KUBERNETES: expected one of off, on, got "no"'],
    [{ SWEEP_SECONDS: '0' }, 'SWEEP_SECONDS: expected a whole number from 1 to 86400, got "0"'],
    [{ PORT: '65536' }, 'from 0 to 65535'],
    [{ PORT: ' ' }, 'PORT: expected a whole number'],
    [{ PORT: '0x50' }, 'PORT: expected a whole number'],
    [{ PORT: '-1' }, 'PORT: expected a whole number'],
    [{ GITOPS_REPOSITORY_URL: '--upload-pack=touch /tmp/x' }, 'http(s), ssh or file URL'],
    [{ GITOPS_REPOSITORY_URL: 'ext::sh -c id' }, 'http(s), ssh or file URL'],
  ])('%j', (variables, problem) => {
    expect(problems(variables).join('\n')).toContain(problem);
  });

  it('never echoes a secret', () => {
    const secret = 'Sup3rS3cret';
    const all = {
      GITOPS_REPOSITORY_URL: `https://bot:${secret}@git.example/acme/previews.git`,
      GITOPS_TOKEN: secret,
      GITOPS_SSH_KEY_FILE: '/key',
      GITHUB_WEBHOOK_SECRET: secret,
      GITHUB_WEBHOOK_SECRET_PREVIOUS: secret,
      ARGOCD_WEBHOOK_SECRET: secret,
      GITHUB_TOKEN: secret,
      GITHUB_APP_ID: '7',
      PORT: 'x',
    };
    const text = problems(all).join('\n');
    expect(text).toContain('must not hold a credential; use GITOPS_TOKEN');
    expect(text).toContain('set both or none');
    expect(text).not.toContain(secret);
  });
});
