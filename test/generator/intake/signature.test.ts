import { createHmac } from 'node:crypto';
import { createVerify } from '../../../generator/intake/signature.ts';

const sign = (body: string, secret: string) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

const body = '{"action":"opened","title":"Grüße 🛒"}';

describe('a signature', () => {
  it('is right with the secret', async () => {
    expect(await createVerify(['new'])(body, sign(body, 'new'))).toBe(true);
  });

  it('is right with the previous secret too, while it is being replaced', async () => {
    expect(await createVerify(['new', 'old'])(body, sign(body, 'old'))).toBe(true);
    expect(await createVerify(['new'])(body, sign(body, 'old'))).toBe(false);
  });

  it('says nothing about another body', async () => {
    expect(await createVerify(['new'])(`${body} `, sign(body, 'new'))).toBe(false);
  });

  it.each(['', 'sha256=', 'sha256=00', 'nonsense', `sha1=${'0'.repeat(40)}`, 'sha256=\u00fc'])(
    '"%s" is wrong and throws nothing',
    async (signature) => {
      expect(await createVerify(['new'])(body, signature)).toBe(false);
    },
  );

  it('is wrong without any secret', async () => {
    expect(await createVerify([])(body, sign(body, ''))).toBe(false);
  });

  it('of an empty body is compared as any other', async () => {
    expect(await createVerify(['new'])('', sign('', 'wrong'))).toBe(false);
  });
});
