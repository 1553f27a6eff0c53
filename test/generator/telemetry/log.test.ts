import { createLog } from '../../../generator/telemetry/log.ts';

const secret = 'ghp_Sup3rS3cret';

function logged(level: string, write: (log: ReturnType<typeof createLog>) => void): string[] {
  const lines: string[] = [];
  write(createLog(level, { write: (line) => lines.push(line) }));
  return lines;
}

describe('the log', () => {
  it('is JSON lines with a time and no process', () => {
    const [line = ''] = logged('info', (log) => log.info({ environment: 'shop-pr-7' }, 'decided'));
    const entry = JSON.parse(line) as Record<string, unknown>;
    expect(entry).toMatchObject({ level: 30, environment: 'shop-pr-7', msg: 'decided' });
    expect(entry['time']).toMatch(/^\d{4}-/);
    expect(Object.keys(entry)).not.toContain('pid');
  });

  it('tells of an error nothing but name, message and stack', () => {
    const error = Object.assign(new Error('push failed'), {
      task: { commands: ['clone', `https://x:${secret}@git.example`] },
      request: { headers: { authorization: secret } },
      cause: new Error(secret),
    });
    const [line = ''] = logged('info', (log) => log.error({ err: error }, 'failed'));
    expect(JSON.parse(line).err).toMatchObject({ name: 'Error', message: 'push failed' });
    expect(line).not.toContain(secret);
  });

  it('takes anything thrown as an error', () => {
    const [line = ''] = logged('info', (log) => log.error({ err: 'text' }, 'failed'));
    expect(JSON.parse(line).err).toEqual({ message: 'text' });
  });

  it('blackens what is named like a credential', () => {
    const lines = logged('info', (log) => {
      log.info({ authorization: secret, headers: { authorization: secret } }, 'asked');
      log.info({ auth: { token: secret }, request: { authorization: secret } }, 'asked');
    });
    expect(lines.join('')).not.toContain(secret);
  });

  it('leaves out what is below its level', () => {
    expect(logged('warn', (log) => log.info('quiet'))).toEqual([]);
  });
});
