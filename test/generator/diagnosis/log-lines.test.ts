import fc from 'fast-check';
import { listenLines, readOnlyPlace } from '../../../generator/diagnosis/log-lines.ts';

describe('where a log says that its app listens', () => {
  it.each<[string, number | undefined, boolean?]>([
    ['Server listening on port 8080', 8080],
    ['Listening on http://0.0.0.0:5000', 5000],
    [' * Running on http://127.0.0.1:5000', 5000, true],
    ['INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)', 8000, true],
    ['  ➜  Local:   http://localhost:5173/', 5173, true],
    ['- Local:        http://localhost:3000', 3000, true],
    ['* Listening on tcp://0.0.0.0:9292', 9292],
    ['Tomcat started on port 8080 (http) with context path', 8080],
    ['[12:30:45] listening at :3001', 3001],
    ['2026-01-02 10:20:30 server is up on *:4000', 4000],
    ['listening on [::]:8081', 8081],
    ['Error: listen EADDRINUSE: address already in use 0.0.0.0:3000', undefined],
    ['connecting to postgres:5432', undefined],
    ['done in 10:20:30', undefined],
    ['Listening', undefined],
    ['listening on port 99999', undefined],
  ])('%s', (line, port, loopback = false) => {
    expect(listenLines([line])).toEqual(port === undefined ? [] : [{ port, loopback }]);
  });
});

describe('what a program could not write to', () => {
  it.each([
    ["Error: EROFS: read-only file system, open '/srv/app/.next/cache/x'", '/srv/app/.next/cache'],
    ["EROFS: read-only file system, mkdir '/srv/app/uploads'", '/srv/app/uploads'],
    ["OSError: [Errno 30] Read-only file system: '/srv/cache/pages.db'", '/srv/cache'],
    ['sh: 1: cannot create /pid: Read-only file system', '/'],
    ['open /var/lib/app/db: read-only file system', '/var/lib/app'],
    [
      'nginx: [emerg] mkdir() "/var/cache/nginx/client_temp" failed (30: Read-only file system)',
      '/var/cache/nginx/client_temp',
    ],
    ["mkdir: cannot create directory '/data': Read-only file system", '/data'],
  ])('%s', (line, directory) => {
    expect(readOnlyPlace(['before', line, 'after'])?.place?.directory).toBe(directory);
  });

  it('may be unnamed, or there may be no such line', () => {
    expect(readOnlyPlace(['Read-only file system'])).toEqual({ place: undefined });
    expect(readOnlyPlace(['open /a/b'])).toBeUndefined();
  });

  it('is made of harmless characters, whatever the line is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const path = readOnlyPlace([`EROFS '/a/${text}'`])?.place?.directory ?? '/';
        expect(path).toMatch(/^\/[A-Za-z0-9._@+/-]*$/);
      }),
    );
  });
});

it.each(['/a', 'listening ', 'EROFS ', ':80', 'port ', "'"])(
  'a million of %j take no time',
  (part) => {
    const line = `listening EROFS ${part.repeat(1_000_000 / part.length)}`;
    const began = performance.now();
    listenLines([line]);
    readOnlyPlace([line]);
    expect(performance.now() - began).toBeLessThan(500);
  },
);
