import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { smallIfc } from '../support/model-files.ts';
import { startSystem } from '../support/system.ts';
import { states, verifying } from './verifying.ts';

const { system, deliver, verify, verifyInWords } = verifying();

describe('verify', () => {
  it('finds everything there after a delivery, and says what it cannot ask for', async () => {
    const { result, hashes } = await deliver();
    const before = await system().simulator.state();

    const { code, report } = await verify(result.id);
    const text = await verifyInWords(result.id, code);

    expect(code).toBe(0);
    expect(report).toMatchObject({
      id: result.id,
      runId: result.runId,
      platform: 'cq',
      status: 'completed',
      counts: { there: 3, missing: 0, different: 0, unverifiable: 0, notDelivered: 0 },
      notAsked: ['project, model group and model records (the platform has no call that reads them)'],
    });
    expect(report.files.map(({ hash }) => hash)).toEqual(hashes);
    expect(report.files[0]?.checks.map(({ what, state }) => [what, state])).toEqual([
      ['file', 'there'],
      ['conversion', 'there'],
      ['records', 'unverifiable'],
    ]);
    expect(text).toContain(`${result.id}: 3 files: 3 there`);
    expect(text).toContain('not to be asked for: project');
    expect(await system().simulator.state()).toEqual(before);
  });

  it('finds a file that was removed', async () => {
    const { result, hashes } = await deliver();
    await system().simulator.removeFile(hashes[1] ?? '');

    const { code, report } = await verify(result.id);
    const { code: codeOfWords, stdout: text } = await system().modelrail('verify', result.id);

    expect([code, codeOfWords]).toEqual([3, 3]);
    expect(states(report)).toEqual(['there', 'missing', 'there']);
    expect(report.files[1]?.reason).toBe(`the platform has no file of MD5 ${hashes[1]}`);
    const { stdout: chinese } = await system().modelrail('verify', result.id, '--lang', 'zh');
    expect(chinese).toContain(`平台没有 MD5 为 ${hashes[1]} 的文件`);
    expect(text).toContain(`${report.files[1]?.name}: missing: the platform has no file`);
    expect(text).toContain('3 files: 2 there, 1 missing');
  });

  it('asks about what was delivered only, and is not content while anything was not', async () => {
    const sources = await Promise.all(
      ['ok.ifc', 'bad.ifc'].map((name, n) => system().addModel(name, smallIfc(700 + n))),
    );
    await system().simulator.failModel({ name: 'bad.ifc', errorMessage: 'ParseModelError', times: 1 });
    const { id } = await system().finish(await system().start(system().request(sources)));
    const { code, report } = await verify(id);
    const text = await verifyInWords(id, code);
    expect(code).toBe(3);
    expect(report).toMatchObject({
      counts: { there: 1, notDelivered: 1 },
      notDelivered: [
        { index: 1, name: 'bad.ifc', source: sources[1], status: 'failed', error: { type: 'ConversionFailed' } },
      ],
    });
    expect(text).toMatch(/^bad\.ifc +not delivered/m);
    expect(text).toContain('bad.ifc: not delivered: ConversionFailed: ');
    expect(text).toContain('1 file: 1 there (1 file not delivered)');

    const dry = system().request([await system().addModel('dry.ifc', smallIfc(710))], { options: { dryRun: true } });
    const { id: dryId } = await system().finish(await system().start(dry));
    const nothing = await verify(dryId);
    expect(nothing).toMatchObject({ code: 3, report: { files: [], note: 'a dry run delivers nothing' } });
    expect(await verifyInWords(dryId, nothing.code)).toContain('nothing was delivered (1 file not delivered)');
  });

  it('of an id that nobody knows is an error', async () => {
    const { code, stdout } = await system().modelrail('verify', 'nobody-knows', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout).error.type).toBe('NotFound');
  });

  it('says that no worker listens', async () => {
    await using other = await startSystem();
    const worker = await other.startWorker();
    const source = await other.addModel('alone.ifc', smallIfc(800));
    const id = `t-${randomUUID()}`;
    await other.finish(await other.start(other.request([source]), id));
    await worker.stop();
    const startedAt = performance.now();
    await expect(other.client.verify(id)).rejects.toMatchObject({
      type: 'UnexpectedResponse',
      message: expect.stringContaining('no worker listens'),
    });
    expect(performance.now() - startedAt).toBeLessThan(30_000);
  });
});
