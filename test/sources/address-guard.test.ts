import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createAddressGuard } from '../../lib/sources/address-guard.ts';
import { startTcpServer } from '../http/tiny-server.ts';
import { inChinese } from '../support/in-chinese.ts';
import { smallIfc } from '../support/model-files.ts';
import { startHttpRig } from './http-rig.ts';
import { startNameServer } from './name-server.ts';

const content = Buffer.from(smallIfc(1));

describe('a name', () => {
  test('that answers public first and loopback second is refused at the connection', async () => {
    const names = await startNameServer([['93.184.216.34'], ['127.0.0.1']]);
    const { server, inspect } = await startHttpRig({ resolve: names.resolve });
    server.put('/a.ifc', { content });
    await expect(inspect(`http://models.example:${server.port}/a.ifc?key=hidden`)).rejects.toMatchObject({
      type: 'SourceNotAllowed',
      isRetryable: false,
      message:
        `http://models.example:${server.port}/a.ifc is on this machine or in a private network ` +
        '(models.example resolves to 127.0.0.1): sources.allowHosts has no "models.example"',
    });
    expect(names.questions()).toBe(2);
    expect(server.requests).toEqual([]);
  });

  test('that resolves to this machine at once is refused before a connection', async () => {
    const names = await startNameServer([['127.0.0.1']]);
    const { server, inspect } = await startHttpRig({ resolve: names.resolve });
    await expect(inspect(`http://models.example:${server.port}/a.ifc`)).rejects.toMatchObject({
      type: 'SourceNotAllowed',
    });
    expect(names.questions()).toBe(1);
  });

  test('is refused when one of its addresses is not public', async () => {
    const names = await startNameServer([['93.184.216.34', '10.0.0.7']]);
    const { inspect } = await startHttpRig({ resolve: names.resolve });
    await expect(inspect('http://models.example/a.ifc')).rejects.toMatchObject({
      message: expect.stringContaining('models.example resolves to 10.0.0.7'),
    });
  });

  test('that is allowed as written is reached wherever it leads', async () => {
    const names = await startNameServer([['10.0.0.7']]);
    const { server, inspect } = await startHttpRig({ allowHosts: ['localhost'], resolve: names.resolve });
    server.put('/a.ifc', { content });
    expect(await inspect(`http://localhost:${server.port}/a.ifc`)).toMatchObject({ size: content.length });
    for (const other of ['LOCALHOST', 'localhost.', '127.0.0.1', '[::ffff:127.0.0.1]']) {
      await expect(inspect(`http://${other}:${server.port}/a.ifc`)).rejects.toMatchObject({
        type: 'SourceNotAllowed',
        message: expect.stringContaining(`sources.allowHosts has no "${other}"`),
      });
    }
  });

  test('that nobody knows is worth another try', async () => {
    const names = await startNameServer([[]]);
    const { inspect } = await startHttpRig({ resolve: names.resolve });
    await expect(inspect('http://models.example/a.ifc')).rejects.toMatchObject({
      type: 'SourceNotFound',
      isRetryable: true,
      message: expect.stringContaining('http://models.example/a.ifc: cannot reach http://models.example'),
    });
  });
});

test('a connection that leads to another address than was judged is refused', async () => {
  const { origin } = await startTcpServer(() => {});
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  const guard = createAddressGuard();
  expect(() => guard.assertPeer(socket.remoteAddress, 'models.example')).toThrow('models.example is at 127.0.0.1');
  expect(() => guard.assertPeer('93.184.216.34', 'models.example')).not.toThrow();
  socket.destroy();
});

describe('a redirect', () => {
  test.each([
    [
      'to this machine',
      (port: number) => `http://localhost:${port}/a.ifc`,
      'sources.allowHosts has no "localhost"',
      '内网：',
    ],
    [
      'without scheme',
      (port: number) => `//localhost:${port}/a.ifc`,
      'sources.allowHosts has no "localhost"',
      '内网：',
    ],
    ['to the metadata of a cloud', () => 'http://169.254.169.254/latest', 'has no "169.254.169.254"', '内网：'],
    ['to a number', () => 'http://2130706433/a.ifc', 'has no "2130706433"', '内网：'],
    ['to a file', () => 'file:///etc/hosts', 'redirects to file:, which is not followed', ' 重定向到 file:，不予跟随'],
    [
      'to another protocol',
      () => 'ftp://host/a.ifc',
      'redirects to ftp:, which is not followed',
      ' 重定向到 ftp:，不予跟随',
    ],
    [
      'with a user',
      () => 'http://ada:secret@host/a.ifc',
      'redirects to an address that has a user in it',
      '重定向到的网址有误：里有用户名',
    ],
  ])('%s is refused', async (_what, target, words, chinese) => {
    const { server, inspect } = await startHttpRig();
    server.put('/a.ifc', { content });
    const source = server.answer('/moved', (_request, response) => {
      response.writeHead(302, { location: target(server.port) }).end();
      return true;
    });
    const refusal: unknown = await inspect(source).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ type: 'SourceNotAllowed', message: expect.stringContaining(words) });
    expect(inChinese(refusal)).toContain(chinese);
    expect(server.requests).toHaveLength(1);
  });

  test('is followed, and asked for anew when its target has expired', async () => {
    const { server, inspect, readAll } = await startHttpRig();
    let signature = 0;
    const source = server.answer('/moved/a.ifc', (_request, response) => {
      signature += 1;
      response.writeHead(307, { location: `../signed?n=${signature}` }).end();
      return true;
    });
    server.put('/signed', { content });
    const file = await inspect(source);
    expect(await readAll(file, 100)).toEqual(content);
    expect(signature).toBe(2);
    const first = server.requests.filter(({ url }) => url.startsWith('/signed'));
    expect(first[0]?.url).toBe('/signed?n=1');
    server.answer('/signed', (request, response) => {
      if (request.url === `/signed?n=${signature}`) return false;
      response.writeHead(403).end('expired');
      return true;
    });
    signature += 1;
    expect(await readAll(file, 100)).toEqual(content);
  });

  test('without an end is given up', async () => {
    const { server, inspect } = await startHttpRig();
    const source = server.answer('/round', (_request, response) => {
      response.writeHead(302, { location: '/round' }).end();
      return true;
    });
    await expect(inspect(source)).rejects.toMatchObject({ type: 'UnexpectedResponse' });
    expect(server.requests).toHaveLength(11);
  });

  test('without an address is given up', async () => {
    const { server, inspect } = await startHttpRig();
    const source = server.answer('/nowhere', (_request, response) => {
      response.writeHead(302).end();
      return true;
    });
    await expect(inspect(source)).rejects.toMatchObject({
      message: `${source}: redirects without an address that can be read`,
    });
  });
});
