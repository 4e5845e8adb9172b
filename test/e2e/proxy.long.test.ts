import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import { startSmallProxy } from '../http/small-proxy.ts';
import { runCommand, startCommand } from '../support/program.ts';
import { temporalAddress } from '../support/provided.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

/** Of `platform.test`, signed by itself; made for this test alone. */
const CERTIFICATE = fileURLToPath(new URL('../fixtures/platform-test-certificate.pem', import.meta.url));
const KEY = fileURLToPath(new URL('../fixtures/platform-test-key.pem', import.meta.url));
/** Nothing listens there. */
const DEAD = { http_proxy: 'http://127.0.0.1:9', https_proxy: 'http://127.0.0.1:9' };

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system[Symbol.asyncDispose]());

describe('with a proxy in the environment', () => {
  test('commands, worker and gateway reach Temporal and a platform on loopback', async () => {
    const env = { ...process.env, ...DEAD };
    const path = join(system.folder, 'gateway.yaml');
    await writeFile(path, `${await readFile(system.configPath, 'utf8')}\ngateway: { port: 0 }\n`);
    await using gateway = await startCommand(['gateway', '--config', path], { env });
    await using worker = await startCommand(['worker', '--config', path], { env });
    const { url } = gateway.ready as { url: string }; // as: what the command reports when it is ready
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const doctor = await runCommand(['doctor', '--config', path], { env });
    expect(doctor.stdout).toContain('✓ platform cq');
    expect(doctor).toMatchObject({ code: 0 });
    const id = await system.start(system.request([await system.addModel('a.ifc', 'ISO-10303-21;')]));
    expect(await system.finish(id)).toMatchObject({ status: 'completed' });
    expect(worker.pid).toBeGreaterThan(0);
  });

  test('a platform elsewhere is reached through it, by TLS with the certificate of a private authority', async () => {
    const { url, requests } = await startSmallProxy({ targetPort: await startTlsInFrontOf(system.platformUrl) });
    const path = await writeConfig();
    const env = { ...process.env, HTTPS_PROXY: url };

    const trusting = await runCommand(['doctor', '--config', path], {
      env: { ...env, NODE_EXTRA_CA_CERTS: CERTIFICATE },
    });
    expect(trusting.stdout).toContain('✓ platform cq          https://platform.test: token in');
    expect(new Set(requests)).toEqual(new Set(['CONNECT platform.test:443']));

    const distrusting = await runCommand(['doctor', '--config', path], { env });
    expect(distrusting.stdout).toContain(
      `POST /token: cannot reach https://platform.test through the proxy ${url} (HTTPS_PROXY): self-signed certificate ` +
        '(name the certificate of its authority, a PEM file, by NODE_EXTRA_CA_CERTS in the environment of the worker)',
    );
  });

  test.each(['worker', 'doctor'])(
    'whose variable names none, %s refuses by the name of the variable',
    async (command) => {
      const env = { ...process.env, HTTPS_PROXY: 'socks5://ada:hidden@proxy:1080' };
      const { code, stdout, stderr } = await runCommand([command, '--config', await writeConfig()], { env });
      expect(stdout + stderr).toContain('HTTPS_PROXY: expected the URL of an HTTP proxy');
      expect(stdout + stderr).not.toContain('hidden');
      expect(code).toBe(command === 'worker' ? 2 : 1);
    },
  );
});

/** A configuration whose platform is `https://platform.test`. */
async function writeConfig(): Promise<string> {
  const path = join(system.folder, 'elsewhere.yaml');
  const cq = {
    kind: 'chongqing-bim',
    baseUrl: 'https://platform.test',
    tokenUrl: 'https://platform.test/token',
    username: 'demo',
    password: 'demo-password',
    bimApiKey: 'demo-bim-api-key',
  };
  await writeFile(path, stringify({ temporal: { address: temporalAddress() }, platforms: { cq } }));
  return path;
}

/** Speaks TLS as `platform.test` in front of a server of this machine; answers the port. */
async function startTlsInFrontOf(origin: string): Promise<number> {
  const options = { cert: await readFile(CERTIFICATE), key: await readFile(KEY) };
  const server = createServer(options, (socket) => {
    const onward = connect(Number(new URL(origin).port), '127.0.0.1');
    socket.pipe(onward).pipe(socket);
    socket.on('error', () => onward.destroy());
    onward.on('error', () => socket.destroy());
  });
  server.on('tlsClientError', (_, socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  // A TCP server that listens on a port has an address of this kind.
  return (server.address() as AddressInfo).port;
}
