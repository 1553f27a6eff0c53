import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const A = 1;
const AAAA = 28;
const NAME_ERROR = 3;

/** A DNS server on this machine that knows what `addresses` says of a name; `undefined`: no such name. */
export async function startDns(addresses: (name: string) => readonly string[] | undefined) {
  const socket = createSocket('udp4');
  let mute = false;
  const asked: string[] = [];
  socket.on('message', (query, { address, port }) => {
    if (mute) return;
    const { name, type, end } = question(query);
    asked.push(name);
    const found = addresses(name);
    const wanted = (found ?? []).filter((one) =>
      type === A ? !one.includes(':') : type === AAAA && one.includes(':'),
    );
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(0x8180 | (found === undefined ? NAME_ERROR : 0), 2);
    header.writeUInt16BE(wanted.length, 6);
    header.writeUInt32BE(0, 8);
    socket.send(
      Buffer.concat([header, query.subarray(12, end), ...wanted.map((one) => answer(one, type))]),
      port,
      address,
    );
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    server: `127.0.0.1:${socket.address().port}`,
    asked,
    silence: () => void (mute = true),
    stop: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}

function question(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at]!; length > 0; length = query[at]!) {
    labels.push(query.toString('ascii', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** The name is that of the question, at byte 12. */
function answer(address: string, type: number): Buffer {
  const data =
    type === A
      ? Buffer.from(address.split('.').map(Number))
      : Buffer.from(expanded(address), 'hex');
  const head = Buffer.from('c00c000000010000003c0000', 'hex');
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function expanded(address: string): string {
  const [left = '', right = ''] = address.split('::');
  const words = (text: string) =>
    (text === '' ? [] : text.split(':')).map((word) => word.padStart(4, '0'));
  const [before, after] = [words(left), words(right)];
  return [
    ...before,
    ...Array<string>(8 - before.length - after.length).fill('0000'),
    ...after,
  ].join('');
}
