import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { temporalAddress } from '../support/provided.ts';
import { CONFIG, makeFolder } from './folder.ts';

const SECRETS = { CQ_USERNAME: 'u', CQ_PASSWORD: 'p', CQ_BIM_API_KEY: 'k' };

/** What a command that does not start says in Chinese. */
async function refused(config: string, env: Record<string, string>, ...args: string[]): Promise<string> {
  await using folder = await makeFolder(config);
  Object.assign(folder.env, env);
  const { code, stderr } = await folder.modelrail(...args, '--lang', 'zh');
  expect(code).toBe(2);
  return stderr;
}

async function takenPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port; // as: it listens on a port
}

test.each([
  ['worker', 'temporal: { adress: x }', 'temporal 里的 adress 不是可用的键；是不是 address？'],
  ['gateway', 'temporal: { adress: x }', 'temporal 里的 adress 不是可用的键；是不是 address？'],
  ['worker', CONFIG, '环境变量 CQ_USERNAME 没有设置'],
  ['worker', 'notify: { m: { url: "http://127.0.0.1:1/x", secret: x } }', 'notify.m.secret'],
  ['gateway', 'gateway: { tokens: [{ name: a, token: "${GW_TOKEN}" }] }', '环境变量 GW_TOKEN 没有设置'],
  ['gateway', 'gateway: { host: 0.0.0.0, port: 0 }', 'gateway.host 是 0.0.0.0，别的机器也能访问'],
])('%s says in Chinese what is wrong with its configuration: %s', async (command, config, told) => {
  const words = await refused(config, {}, command);
  expect(words).toContain('错误：');
  expect(words).toContain(told);
  expect(words).not.toMatch(/unknown key|is not set|did you mean|must be/);
});

test('gateway says that its port is in use, and by what it takes another', async () => {
  const port = await takenPort();
  expect(await refused(CONFIG, {}, 'gateway', '--port', `${port}`)).toContain(
    `127.0.0.1:${port} 被占用：请换一个 gateway.port，或用 --port 换一个`,
  );
});

test('worker says that the port of its metrics is in use', async () => {
  const port = await takenPort();
  const config = `${CONFIG.replace('127.0.0.1:1"', `${temporalAddress()}"`)}worker: { metrics: { host: 127.0.0.1, port: ${port} } }\n`;
  expect(await refused(config, SECRETS, 'worker')).toContain(
    `worker.metrics 无法监听 127.0.0.1:${port}：端口被占用，请换一个`,
  );
});

test.each(['worker', 'list'])("%s says that a file of Temporal's own settings is not there", async (command) => {
  const paths = { TEMPORAL_TLS_CLIENT_CERT_PATH: '/nowhere/a.pem', TEMPORAL_TLS_CLIENT_KEY_PATH: '/nowhere/a.pem' };
  const env = { ...SECRETS, ...paths };
  const words = await refused(CONFIG, env, command);
  expect(words).toContain('/nowhere/a.pem 不存在');
  expect(words).not.toContain('ENOENT');
});
