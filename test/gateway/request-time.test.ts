import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGateway, type TestGateway, TOKENS } from '../support/gateway.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
});

/** The end of a connection, also one that the other side closed while we wrote. */
function endOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.on('error', () => {}).once('close', () => resolve()));
}

/** A connection on which a request was begun; a byte of its body comes each 50 ms until it is closed. */
function drip(gateway: TestGateway, head: string[]): { socket: Socket; answer(): string; closed: Promise<void> } {
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  const dripping = setInterval(() => socket.write(' '), 50);
  const closed = endOf(socket).then(() => clearInterval(dripping));
  socket.write([...head, 'host: localhost', 'content-length: 1000000', '', ''].join('\r\n'));
  return { socket, answer: () => answer, closed };
}

const JSON_TYPE = 'content-type: application/json';
const WRONG = 'authorization: Bearer wrong';
const RIGHT = `authorization: Bearer ${TOKENS[0]}`;

describe('a request without a right token ends, whatever drips', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway(system, { headerTimeout: '300ms', unauthenticatedTimeout: '2s' });
  });

  afterAll(() => gateway.stop());

  test.concurrent.for<[what: string, head: string[], status: number | undefined]>([
    ['after a 401', ['POST /v1/ingestions HTTP/1.1', WRONG, JSON_TYPE], 401],
    ['after a 401 of another type', ['POST /v1/ingestions HTTP/1.1', 'content-type: text/plain'], 401],
    ['in a file', ['POST /v1/files HTTP/1.1', WRONG, 'tus-resumable: 1.0.0'], 401],
    ['in a PATCH', [`PATCH /v1/files/${'0'.repeat(32)} HTTP/1.1`, WRONG], 401],
    ['at an address that is open', ['POST /healthz HTTP/1.1', JSON_TYPE], undefined],
    ['at no address', ['POST /nothing HTTP/1.1', JSON_TYPE], undefined],
    ['at an address that cannot be read', ['POST /%zz HTTP/1.1'], 400],
    ['at one that is too long', [`POST /v1/ingestions/${'a'.repeat(600)}/cancel HTTP/1.1`], 414],
    ['in a preflight', ['OPTIONS /v1/files HTTP/1.1'], undefined],
    ['with an expectation', ['POST /v1/ingestions HTTP/1.1', 'expect: the-moon'], 417],
  ])('%s', async ([_what, head, status], { expect }) => {
    const { answer, closed } = drip(gateway, head);
    await closed;
    if (status !== undefined) expect(answer()).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });
});

describe('a request with a right token', () => {
  test('goes on as long as bytes come', async () => {
    await using gateway = await startGateway(system, {
      headerTimeout: '100ms',
      unauthenticatedTimeout: '1s',
      bodyTimeout: '2s',
    });
    const patient = drip(gateway, ['POST /v1/ingestions HTTP/1.1', RIGHT, JSON_TYPE]);
    // Begun later, and over: the time of the first was over long before that.
    for (let round = 0; round < 3; round += 1) {
      await drip(gateway, ['POST /v1/ingestions HTTP/1.1', WRONG, JSON_TYPE]).closed;
    }
    expect(patient.socket.destroyed).toBe(false);
    expect(patient.answer()).toBe('');
    patient.socket.destroy();
  });

  test('ends when none has come for a while', async () => {
    await using gateway = await startGateway(system, { bodyTimeout: '300ms' });
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    const closed = endOf(socket);
    socket
      .resume()
      .write(
        ['POST /v1/ingestions HTTP/1.1', 'host: localhost', RIGHT, JSON_TYPE, 'content-length: 9', '', '{'].join(
          '\r\n',
        ),
      );
    await closed;
  });
});
