import { EventEmitter, once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { listed, startManifestRig as startRig } from './manifest-rig.ts';

describe('a manifest', () => {
  test('that tells no version is read anew by each look, but not by one that goes on', async () => {
    const rig = await startRig();
    rig.serve([{ path: 'a.ifc', version: '1' }], null);
    expect((await listed(await rig.open())).paths).toEqual(['a.ifc']);
    rig.serve([{ path: 'b.ifc', version: '1' }], null);
    expect((await listed(await rig.open({ goesOn: true }))).paths).toEqual(['a.ifc']);
    expect(rig.server.requests).toHaveLength(1);
    expect((await listed(await rig.open())).paths).toEqual(['b.ifc']);
    expect(rig.server.requests).toHaveLength(2);
  });

  test('that several open at the same time is read once, also when one of them gives up', async () => {
    const rig = await startRig();
    rig.serve([{ path: 'a.ifc', version: '1' }]);
    const events = new EventEmitter();
    rig.server.answer('/at/list.jsonl', (request, response) => {
      if (request.headers.range !== undefined) return undefined;
      events.on('answer', () => response.writeHead(200, { etag: '"1"' }).end('{"path":"a.ifc","version":"1"}\n'));
      return events.emit('asked');
    });
    const asked = once(events, 'asked');
    const stop = new AbortController();
    const first = rig.open({ signal: stop.signal });
    const others = [rig.open(), rig.open()];
    await asked;
    stop.abort(new Error('given up'));
    await expect(first).rejects.toThrow('given up');
    events.emit('answer');
    for (const listing of await Promise.all(others)) expect((await listed(listing)).paths).toEqual(['a.ifc']);
    expect(rig.server.requests.filter(({ range }) => range === undefined)).toHaveLength(1);
  });

  test('that is not waited for any more is not read to its end', async () => {
    const rig = await startRig();
    const events = new EventEmitter();
    rig.server.answer('/at/list.jsonl', (_, response) => {
      response.on('close', () => events.emit('closed'));
      response.writeHead(200).write('{"path":"a.ifc","version":"1"}\n');
      return events.emit('asked');
    });
    const [asked, closed] = [once(events, 'asked'), once(events, 'closed')];
    const stop = new AbortController();
    const opening = rig.open({ signal: stop.signal });
    await asked;
    stop.abort(new Error('given up'));
    await expect(opening).rejects.toThrow('given up');
    await closed;
    rig.server.answer('/at/list.jsonl', undefined);
    rig.serve([{ path: 'b.ifc', version: '1' }]);
    expect((await listed(await rig.open())).paths).toEqual(['b.ifc']);
  });
});
