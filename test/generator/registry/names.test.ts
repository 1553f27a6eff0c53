import { parseChallenge } from '../../../generator/registry/challenge.ts';
import { isPinned, parseImage, pinned } from '../../../generator/registry/reference.ts';

describe('the name of an image', () => {
  it.each([
    ['ghcr.io/acme/shop:1', 'https://ghcr.io', 'ghcr.io', 'acme/shop', '1'],
    ['acme/shop:1', 'https://registry-1.docker.io', 'docker.io', 'acme/shop', '1'],
    ['docker.io/nginx:1.27', 'https://registry-1.docker.io', 'docker.io', 'library/nginx', '1.27'],
    ['localhost:5000/shop:a_b', 'http://localhost:5000', 'localhost:5000', 'shop', 'a_b'],
    [
      '123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop:1',
      'https://123456789012.dkr.ecr.eu-central-1.amazonaws.com',
      '123456789012.dkr.ecr.eu-central-1.amazonaws.com',
      'shop',
      '1',
    ],
    ['127.evil.example/shop:1', 'https://127.evil.example', '127.evil.example', 'shop', '1'],
  ])('%s', (image, registry, host, repository, tag) => {
    expect(parseImage(image)).toEqual({ registry, host, repository, tag });
  });

  it.each([
    'ghcr.io/acme/shop',
    'ghcr.io/../shop:1',
    'ghcr.io/a b:1',
    ':1',
    'ghcr.io/Acme/x:1',
    'a?b/c:1',
  ])('%p is none to ask for', (image) => expect(parseImage(image)).toBeUndefined());

  it('is pinned by its digest, whatever its tag was', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    expect(pinned('localhost:5000/shop:1', digest)).toBe(`localhost:5000/shop@${digest}`);
    expect(isPinned(`localhost:5000/shop@${digest}`, 'localhost:5000/shop:2')).toBe(true);
    expect(isPinned('localhost:5000/shop:2', 'localhost:5000/shop:2')).toBe(false);
    expect(isPinned(`localhost:5000/shop-evil@${digest}`, 'localhost:5000/shop:2')).toBe(false);
    expect(isPinned(undefined, 'localhost:5000/shop:2')).toBe(false);
  });
});

describe('the challenge of', () => {
  it.each([
    [
      'ghcr.io',
      'Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:acme/shop:pull"',
      'https://ghcr.io/token',
      'service=ghcr.io&scope=repository%3Aacme%2Fshop%3Apull',
    ],
    [
      'Docker Hub',
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/nginx:pull"',
      'https://auth.docker.io/token',
      'service=registry.docker.io&scope=repository%3Alibrary%2Fnginx%3Apull',
    ],
    ['one without a scope', 'bearer realm="https://r.example/t"', 'https://r.example/t', ''],
  ])('%s asks for a token', (_, header, realm, parameters) => {
    const challenge = parseChallenge(header);
    expect(challenge).toMatchObject({ kind: 'bearer' });
    if (challenge?.kind !== 'bearer') return;
    expect([challenge.realm.href, challenge.parameters.toString()]).toEqual([realm, parameters]);
  });

  it('ECR asks for the password itself', () => {
    const header =
      'Basic realm="https://1.dkr.ecr.eu-central-1.amazonaws.com/",service="ecr.amazonaws.com"';
    expect(parseChallenge(header)).toEqual({ kind: 'basic' });
  });

  it.each([undefined, '', 'Negotiate abc', 'Bearer realm="nowhere"', 'Bearer'])(
    '%p is none',
    (header) => {
      expect(parseChallenge(header)).toBeUndefined();
    },
  );
});
