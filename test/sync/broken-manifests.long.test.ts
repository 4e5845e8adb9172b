import { describe, expect, test } from 'vitest';
import type { FileServer } from '../support/file-server.ts';
import { listed, startManifestRig as startRig } from './manifest-rig.ts';

describe('a manifest that cannot be read whole', () => {
  type Answer = Parameters<FileServer['answer']>[1];
  const answers: [string, Answer, string, string][] = [
    ['403', (_, response) => Boolean(response.writeHead(403).end('no')), 'SourceNotAllowed', 'HTTP 403: no'],
    ['500', (_, response) => Boolean(response.writeHead(500).end('broken')), 'SourceNotFound', 'HTTP 500: broken'],
    [
      'a redirect to a host that is not allowed',
      (_, response) => Boolean(response.writeHead(302, { location: 'http://127.0.0.2/list.jsonl?key=hidden' }).end()),
      'SourceNotAllowed',
      'has no "127.0.0.2"',
    ],
    [
      'a redirect to a file',
      (_, response) => Boolean(response.writeHead(302, { location: 'file:///etc/hosts' }).end()),
      'SourceNotAllowed',
      'redirects to file:',
    ],
    [
      'a body that is cut',
      (_, response) => {
        response
          .writeHead(200, { 'content-length': 1_000 })
          .write('{"path":"a.ifc","version":"1"}\n', () => response.destroy());
        return true;
      },
      'SourceNotFound',
      '/at/list.jsonl',
    ],
    [
      'a body without length that is cut',
      (_, response) => {
        response.writeHead(200).write('{"path":"a.ifc","version":"1"}\n', () => response.destroy());
        return true;
      },
      'SourceNotFound',
      '/at/list.jsonl',
    ],
    [
      'another ETag at its end',
      (request, response) => {
        const etag = request.headers.range === undefined ? '"old"' : '"new"';
        response.writeHead(200, { etag }).end('{"path":"a.ifc","version":"1"}\n');
        return true;
      },
      'SourceChanged',
      'changed while it was read',
    ],
  ];

  // At a time, since each has the pauses between attempts.
  test.concurrent.for(answers)(
    'since it answers %s is an error that is not tried again now',
    async ([, answer, type, words], { expect: expectHere, onTestFinished: atEnd }) => {
      const rig = await startRig({ atEnd });
      rig.server.answer('/at/list.jsonl', answer);
      const failure: unknown = await rig.open().catch((error: unknown) => error);
      expectHere(failure).toMatchObject({ type, isRetryable: false, message: expect.stringContaining(words) });
      expectHere(String(failure)).not.toContain('hidden');
    },
  );

  test('since it is not there is told as such', async () => {
    await expect((await startRig()).open()).rejects.toMatchObject({ type: 'SourceNotFound', isRetryable: false });
  });

  test('at first is read when it can be', async () => {
    const rig = await startRig();
    rig.serve([{ path: 'a.ifc', version: '1' }]);
    let count = 0;
    rig.server.answer('/at/list.jsonl', (_request, response) => {
      count += 1;
      if (count > 2) return undefined;
      response.writeHead(503).end();
      return true;
    });
    expect((await listed(await rig.open())).paths).toEqual(['a.ifc']);
  });
});

test('a file that its server does not tell of is a problem of its line', async () => {
  const rig = await startRig();
  rig.server.put('/at/b.ifc', { content: Buffer.from('b') });
  rig.serve([{ path: 'a.ifc' }, { path: 'b.ifc' }]);
  const { paths, problems } = await listed(await rig.open());
  expect([paths, problems]).toEqual([
    ['b.ifc'],
    [expect.stringMatching(/^SourceNotFound: .*list.jsonl: line 1: .*HTTP 404/)],
  ]);
});

test('a file whose server takes no HEAD is looked at by its first byte', async () => {
  const rig = await startRig();
  rig.server.put('/at/a.ifc', { content: Buffer.from('12345'), etag: '"a"' });
  rig.server.answer('/at/a.ifc', (request, response) => {
    if (request.method !== 'HEAD') return undefined;
    response.writeHead(403).end();
    return true;
  });
  rig.serve([{ path: 'a.ifc' }]);
  expect((await listed(await rig.open())).entries).toMatchObject([{ size: 5, version: '"a"' }]);
});
