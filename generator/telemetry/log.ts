import { pino, type Logger } from 'pino';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/**
 * JSON lines on standard output. An error is logged by name, message and stack only: the objects that Git
 * and HTTP clients hang on theirs hold command lines and headers, and so credentials.
 */
export function createLog(level: string, destination?: { write(line: string): void }): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: {
      err: (error: unknown) =>
        error instanceof Error
          ? { name: error.name, message: error.message, stack: error.stack }
          : { message: String(error) },
    },
    redact: ['authorization', 'headers.authorization', '*.authorization', '*.token'],
  };
  return destination ? pino(options, destination) : pino(options);
}
