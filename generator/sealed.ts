import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether two secrets are the same, without a word of either. */
export function isSealedEqual(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
