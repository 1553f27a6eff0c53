import { secretSuspicion } from '../../../../apps/environment/config/secrets.ts';

/** Put together here, so that no scanner takes this file for a leak. */
const join = (...parts: string[]) => parts.join('');

describe('secretSuspicion', () => {
  it.each([
    ['LOG_LEVEL', 'debug'],
    ['TOKEN_SECONDS', '3600'],
    ['PASSWORD_MIN_LENGTH', '12'],
    ['REQUIRE_PASSWORD', 'true'],
    ['API_TOKEN', ''],
    ['SESSION_SECRET', '/run/secrets/session'],
    ['PUBLIC_KEY_URL', 'https://example.com/jwks.json'],
    ['AUTH_TOKEN', 'https://example.com/token'],
    ['DATABASE_HOST', 'postgresql'],
    ['SENTRY_DSN', 'https://abc@example.com/1'],
    ['KEYBOARD', 'dvorak'],
    ['MONKEY', 'banana'],
    ['CALLBACK', '{url}/callback?a=b:c'],
    ['DB_PASSWORD', '$(POSTGRES_PASSWORD)'],
    ['DATABASE_DSN', 'postgres://app:$(POSTGRES_PASSWORD)@postgresql/app'],
    ['DATABASE_DSN', 'postgres://app:${POSTGRES_PASSWORD}@postgresql/app'],
    ['SETTINGS', '{"url":"https://example.com","from":"a:b","to":"c@example.com"}'],
  ])('%s=%s is no secret', (name, value) => {
    expect(secretSuspicion(name, value)).toBeUndefined();
  });

  it.each([
    ['DB_PASSWORD', 'hunter2'],
    ['password', 'hunter2'],
    ['PGPASSWORD', 'hunter2'],
    ['DB_PASSWORD', '$(PREFIX)hunter2'],
    ['STRIPE_SECRET', 'abc'],
    ['API_TOKEN', 'abcdef'],
    ['API_KEY', 'abcdef'],
    ['APIKEY', 'abcdef'],
    ['PRIVATE_KEY', 'abcdef'],
    ['AWS_SECRET_ACCESS_KEY', 'abcdef'],
    ['GOOGLE_CREDENTIALS', '{"a":1}'],
  ])('%s=%s is one by its name', (name, value) => {
    expect(secretSuspicion(name, value)).toBe('its name is that of a secret');
  });

  it.each([
    join('gh', 'p_', 'a'.repeat(36)),
    join('github', '_pat_', 'a'.repeat(30)),
    join('AK', 'IA', 'A'.repeat(16)),
    join('xo', 'xb-', '1'.repeat(12)),
    join('sk', '_live_', 'a'.repeat(20)),
    join('-----BEGIN ', 'RSA PRIVATE KEY-----'),
    join('eyJ', 'a'.repeat(12), '.eyJ', 'b'.repeat(12), '.sig'),
    'postgres://app:hunter2@db.example.com/app',
    '{"url":"amqp://app:hunter2@queue"}',
    'redis://:hunter2@cache.example.com',
  ])('%s is one whatever its name', (value) => {
    expect(secretSuspicion('HARMLESS', value)).toBe('its value looks like a secret');
  });
});
