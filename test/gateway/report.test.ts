import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeliveryReport } from '../../client/index.ts';
import { parsePaper } from '../../lib/report/read-paper.ts';
import { startGateway, type TestGateway, TOKENS } from '../support/gateway.ts';
import { smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let gateway: TestGateway;
let id: string;

beforeAll(async () => {
  system = await startSystem();
  await system.hostedWorker();
  gateway = await startGateway(system, { tokens: [{ name: 'portal', token: TOKENS[0] }, TOKENS[1]] });
  const source = await system.addModel('一号楼.ifc', smallIfc(1));
  const { body } = await gateway.call<{ id: string }>('/v1/ingestions', { body: system.request([source]) });
  ({ id } = await system.finish(body.id));
});

afterAll(async () => {
  await gateway.stop();
  await system[Symbol.asyncDispose]();
});

const reportOf = <Body>(query: string, headers = {}) =>
  gateway.call<Body>(`/v1/ingestions/${id}/report${query}`, { headers });

describe('GET /v1/ingestions/{id}/report', () => {
  test('as JSON is what the library gives, and says whose token it was', async () => {
    const { status, body } = await reportOf<DeliveryReport>('?format=json');
    expect(status).toBe(200);
    const [ingestion] = body.ingestions;
    expect(ingestion).toMatchObject({
      id,
      startedBy: 'portal',
      files: [{ verified: 'there' }],
    });
    expect((await system.client.report([id])).ingestions[0]?.files).toEqual(ingestion?.files);
  });

  test('is a page by default, in the language of the reader, that loads nothing', async () => {
    const { headers, body } = await reportOf<string>('', { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' });
    expect(headers.get('content-type')).toMatch(/^text\/html/);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(body).toContain('模型交付清单');
    expect(parsePaper(body, 'page').files).toMatchObject([{ ingestion: id, name: '一号楼.ifc' }]);
    expect((await reportOf<string>('', { 'accept-language': 'en,zh' })).body).toContain('Model delivery report');
    expect((await reportOf<string>('?lang=zh')).body).toContain('模型交付清单');
  });

  test('as a table is one to be saved', async () => {
    const { headers, body } = await reportOf<string>('?format=csv');
    expect(headers.get('content-type')).toMatch(/^text\/csv/);
    expect(headers.get('content-disposition')).toBe(`attachment; filename="${id}.csv"`);
    expect(parsePaper(body, 'table').format).toBe('csv');
  });

  test.each([
    ['?format=pdf', 422],
    ['?lang=de', 422],
    ['?page=2', 422],
  ])('refuses %s', async (query, status) => {
    expect(await reportOf(query)).toMatchObject({ status, body: { type: 'urn:modelrail:error:InvalidRequest' } });
  });

  test('of an ingestion that was started by a token without a name says that a gateway was asked', async () => {
    const dry = system.request([await system.addModel('dry.ifc', smallIfc(2))], { options: { dryRun: true } });
    const headers = { authorization: `Bearer ${TOKENS[1]}` };
    const { body } = await gateway.call<{ id: string }>('/v1/ingestions', { body: dry, headers });
    expect(await system.client.get(body.id)).toMatchObject({ startedBy: expect.stringMatching(/^gateway@./) });
    await system.finish(body.id);
  });

  test('of an unknown id is 404', async () => {
    expect((await gateway.call('/v1/ingestions/none/report')).status).toBe(404);
  });
});
