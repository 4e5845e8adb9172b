import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import type { ResolveName } from '../../lib/sources/address-guard.ts';

/** A DNS server of the test's own on loopback, and a resolver that asks it. */
export interface NameServer {
  resolve: ResolveName;
  /** Questions so far. */
  questions(): number;
}

const HEADER_BYTES = 12;
const TYPE_AND_CLASS_BYTES = 4;

/** Answers each question about an address of IPv4 with the next of `answers`, the last one over and over. */
export async function startNameServer(answers: readonly (readonly string[])[]): Promise<NameServer> {
  const socket = createSocket('udp4');
  let count = 0;
  socket.on('message', (question, from) => {
    const addresses = answers[Math.min(count, answers.length - 1)] ?? [];
    count += 1;
    socket.send(answerTo(question, addresses), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  const resolver = new Resolver();
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  return { resolve: (name) => resolver.resolve4(name), questions: () => count };
}

/** RFC 1035, 4.1: the question again, and a record for each address. */
function answerTo(question: Buffer, addresses: readonly string[]): Buffer {
  const end = question.indexOf(0, HEADER_BYTES) + 1 + TYPE_AND_CLASS_BYTES;
  const head = Buffer.from(question.subarray(0, end));
  // An answer, with recursion available, without an error; a question, the answers, nothing else.
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(addresses.length, 6);
  head.writeUInt32BE(0, 8);
  const records = addresses.map((address) =>
    // The name by a pointer to the question, A, IN, no time to live, four bytes.
    Buffer.from([0xc0, HEADER_BYTES, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]),
  );
  return Buffer.concat([head, ...records]);
}
