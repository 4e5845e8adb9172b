import { type IncomingMessage, request as requestHttp } from 'node:http';
import type { SourceAnswer } from './source-faults.ts';

/** Headers of an answer that are about its connection alone. */
const OF_THE_CONNECTION = new Set(['connection', 'keep-alive', 'transfer-encoding', 'date', 'server']);

/** Asks another server the same, byte by byte: what was signed stays signed. Answers with all of its body. */
export async function forwardTo(endpoint: string, { method, url, headers }: IncomingMessage): Promise<SourceAnswer> {
  const { hostname, port } = new URL(endpoint);
  return await new Promise((resolve, reject) => {
    const asking = requestHttp({ hostname, port, method, path: url, headers }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.once('error', reject);
      answer.once('end', () => {
        const told = Object.entries(answer.headers).filter(([name]) => !OF_THE_CONNECTION.has(name));
        const kept = Object.fromEntries(told.map(([name, value]) => [name, String(value)]));
        resolve({ status: answer.statusCode ?? 502, headers: kept, body: Buffer.concat(pieces) });
      });
    });
    asking.once('error', reject).end();
  });
}
