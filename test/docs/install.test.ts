import { spawnSync } from 'node:child_process';
import { parse, parseAllDocuments } from 'yaml';
import { readBuilds } from '../../apps/builds/read.ts';
import { loginHost } from '../../apps/platform/components/login.ts';
import { TESTS_SECRET, TESTS_USER } from '../../apps/platform/components/login-names.ts';
import { namespaces } from '../../apps/platform/components/namespaces.ts';
import { parsePlatform } from '../../apps/platform/config.ts';
import { requiredSecrets } from '../../generator/preflight/required-secrets.ts';
import { listFiles, readText, repositoryRoot } from '../support/source-tree.ts';

const pages = [
  'docs/install.md',
  'docs/operations.md',
  'docs/github-app.md',
  'docs/security.md',
  'docs/capacity.md',
  'docs/what-people-see.md',
  'argocd/README.md',
];
const install = readText('docs/install.md');
const blocks = (markdown: string, language: string): string[] =>
  [...markdown.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, text]) => text ?? '',
  );

/** GitHub's anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
const anchorsIn = (markdown: string) =>
  [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading ?? ''));

describe.each(pages)('%s', (page) => {
  const text = readText(page);

  it('links to headings that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)];
    const missing = links.filter(([, path, anchor]) => {
      const target = path === '' ? page : new URL(path!, `file:///${page}`).pathname.slice(1);
      return !anchorsIn(readText(target)).includes(anchor!);
    });
    expect(missing.map(([link]) => link)).toEqual([]);
  });

  it('names scripts that exist', () => {
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: object };
    for (const [, script] of text.matchAll(/npm run (?:--silent )?([\w-]+)/g)) {
      expect(Object.keys(scripts)).toContain(script);
    }
  });

  it('has YAML that can be read', () => {
    for (const block of blocks(text, 'yaml')) {
      for (const document of parseAllDocuments(block)) expect(document.errors).toEqual([]);
    }
  });

  it('has commands that a shell can read', () => {
    for (const block of blocks(text, 'sh')) {
      const { stderr, status } = spawnSync('bash', ['-n'], { input: block });
      expect([block, stderr.toString(), status]).toEqual([block, '', 0]);
    }
  });
});

describe('the way from a bare server', () => {
  const examples = blocks(install, 'yaml');

  it('shows a platform.yaml and a k8s-ee.yaml that are valid', () => {
    const [platform, config] = examples;
    expect(parsePlatform(platform!)).toMatchObject({ ok: true });
    expect(readBuilds(config!)).toMatchObject({ ok: true });
  });

  it('has a command for every Secret that preflight asks for, with its keys, and no others', () => {
    const [platform = ''] = examples;
    const all = ['cloudflare', 'route53', 'none'].flatMap((issuer) => {
      const parsed = parsePlatform(
        platform
          .replace('issuer: cloudflare', `issuer: ${issuer}`)
          .replace(
            'email: ops@example.com }',
            issuer === 'route53'
              ? 'email: ops@example.com, route53: { region: eu-central-1 } }'
              : 'email: ops@example.com }',
          )
          .replace(
            'login:',
            'alerts: { slack: { channel: "#a" }, email: { to: a@b.c, from: a@b.c, smarthost: "m.b.c:25", username: u }, webhook: on }\n  runners: { url: https://github.com/acme }\n  login:',
          )
          .concat('policy: { access: team }\n'),
      );
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
      return requiredSecrets(parsed.value);
    });
    const asked = new Map(
      all.map(({ namespace, name, keys }) => [`${namespace}/${name}`, keys.flat(2)]),
    );
    // Argo CD's own has its command in argocd/README.md.
    asked.delete('argocd/argocd-github');
    const commands = blocks(install, 'sh')
      .join('\n')
      .replaceAll('\\\n', ' ')
      .split('\n')
      .filter((line) => line.includes('create secret') && !line.includes('-n k8s-ee-secrets-'));
    const made = commands.map((line) => {
      const [, namespace, kind, name] =
        /-n (\S+) create secret (generic|tls) (\S+)/.exec(line) ?? [];
      const given = [...line.matchAll(/--from-(?:literal|file)=([\w-]+)=/g)].map(([, key]) => key!);
      return [`${namespace}/${name}`, kind === 'tls' ? ['tls.crt', 'tls.key'] : given] as const;
    });
    expect(made.map(([name]) => name).sort()).toEqual([...asked.keys()].sort());
    for (const [name, keys] of made) {
      // The token stands in the text, as the other way.
      const wanted = asked.get(name)!.filter((key) => key !== 'github-token');
      expect([name, ...keys]).toEqual(expect.arrayContaining([name, ...wanted]));
    }
    expect(install).toContain('--from-literal=github-token=');
  });

  it('has what nodes pull private images with before k3s starts for the first time', () => {
    const server = install.indexOf('curl -sfL https://get.k3s.io');
    expect(install.indexOf('registries.yaml')).toBeLessThan(server);
    expect(install).toMatch(/cat > \/etc\/rancher\/k3s\/registries\.yaml <<'END'\nconfigs:/);
    const [registries] = /^configs:.*?(?=^END$)/ms.exec(install) ?? [];
    expect(parse(registries!)).toEqual({
      configs: { 'ghcr.io': { auth: { username: 'NAME', password: 'TOKEN' } } },
    });
  });

  it('never restarts nftables, which flushes the rules of k3s', () => {
    expect(blocks(install, 'sh').join('\n')).not.toMatch(/systemctl restart nftables/);
  });

  it('backs up every Secret that it makes', () => {
    const backup = readText('argocd/k3s/backup.sh');
    const made = [...install.matchAll(/-n (\S+) create secret (?:generic|tls) ([\w-]+)/g)];
    for (const [, namespace, name] of made) {
      const place = namespace!.startsWith('k8s-ee-secrets-')
        ? 'k8s-ee-secrets'
        : `${namespace}/${name}`;
      expect(backup).toContain(place);
    }
  });

  it('names every file for the server, and installs k3s in a version', () => {
    for (const file of listFiles('argocd/k3s')) expect(install).toContain(file.split('/').at(-1));
    expect(install).toMatch(/INSTALL_K3S_VERSION=v1\.\d+\.\d+\+k3s\d+ sh -/);
  });
});

describe('the way of tests into a preview that only the team sees', () => {
  const page = readText('docs/what-people-see.md');

  it('names the user, the Secret and the host that there are', () => {
    expect(page).toContain(`get secret ${TESTS_SECRET} -o jsonpath='{.data.password}'`);
    expect(page).toContain(`kubectl -n ${namespaces.login} get`);
    expect(page).toContain(`username=${TESTS_USER} `);
    expect(page).toContain(`username: '${TESTS_USER}'`);
    const login = {
      name: 'login-previews',
      before: 'previews',
      domain: 'acme-previews.dev',
    } as const;
    expect(page).toContain(`https://${loginHost(login)}/oauth2/sign_in`);
  });
});

describe('the files for k3s', () => {
  const config = parse(readText('argocd/k3s/config.yaml')) as Record<string, unknown>;

  it('encrypt Secrets, log who did what, and keep the API shut', () => {
    expect(config).toMatchObject({ 'secrets-encryption': true, 'protect-kernel-defaults': true });
    expect(config['kube-apiserver-arg']).toContain(
      'audit-policy-file=/etc/rancher/k3s/audit-policy.yaml',
    );
    // k3s' own ingress stays.
    expect(config).not.toHaveProperty('disable');
    expect(readText('argocd/k3s/nftables.conf')).toMatch(/^\s+tcp dport \{ 80, 443 \} accept$/m);
    expect(readText('argocd/k3s/nftables.conf')).not.toMatch(/^\s+tcp dport.*6443/m);
    // Such addresses can be written by anybody outside.
    const inside = /^\s+.*ip saddr @cluster accept$/gm;
    expect(readText('argocd/k3s/nftables.conf').match(inside)).toEqual([
      '    iifname { "cni0", "flannel.1" } ip saddr @cluster accept',
    ]);
  });

  it('never write the contents of Secrets to the log', () => {
    const { rules } = parse(readText('argocd/k3s/audit-policy.yaml')) as {
      rules: {
        level: string;
        resources?: { group: string; resources?: string[] }[];
        nonResourceURLs?: string[];
      }[];
    };
    const first = (group: string, resource: string) =>
      rules
        .filter(({ nonResourceURLs: urls }) => urls === undefined)
        .find(({ resources }) =>
          resources === undefined
            ? true
            : resources.some(
                (one) => one.group === group && (one.resources?.includes(resource) ?? true),
              ),
        )?.level;
    for (const resource of ['secrets', 'configmaps', 'serviceaccounts/token']) {
      expect([resource, first('', resource)]).toEqual([resource, 'Metadata']);
    }
    expect(first('external-secrets.io', 'externalsecrets')).toBe('Metadata');
    expect(first('rbac.authorization.k8s.io', 'clusterrolebindings')).toBe('RequestResponse');
  });

  it('set all that the kubelet looks for with protect-kernel-defaults', () => {
    const text = readText('argocd/k3s/90-kubelet.conf');
    const wanted = {
      ...{ 'vm.overcommit_memory': 1, 'vm.panic_on_oom': 0, 'kernel.panic': 10 },
      ...{ 'kernel.panic_on_oops': 1, 'kernel.keys.root_maxkeys': 1_000_000 },
      'kernel.keys.root_maxbytes': 25_000_000,
    };
    for (const [name, value] of Object.entries(wanted))
      expect(text).toContain(`${name} = ${value}\n`);
  });

  it('are programs and tables that can be read', () => {
    const backup = spawnSync('bash', ['-n', 'argocd/k3s/backup.sh'], { cwd: repositoryRoot });
    expect([backup.stderr.toString(), backup.status]).toEqual(['', 0]);
  });
});
