import { expect } from 'vitest';
import type { CallScenario } from '../call-scenario.ts';
import { clientFor, upload } from './support.ts';

type Transaction = { transaction_id: string };

/** See {@link CallScenario}. */
export const callFractal3d: CallScenario = async ({ url, call }) => {
  expect(await call('access-token', { permissions: [{ resource: 'hub', operation: 'read' }] })).toEqual({});

  const file_id = await upload(clientFor(url), 'pump.step');
  const file = await call<{ signed_url: string }>('GET files', { file_id });
  expect(file).toMatchObject({ file_id, file_name: 'pump.step', size: expect.any(Number) });
  expect((await fetch(file.signed_url)).status).toBe(200);

  const order = { file_id, file_name: 'pump.step' };
  const { transaction_id } = await call<Transaction>('converts', { ...order, target_format: 'e3dx' });
  const result = await call<{ url: string }>('converts/result_file', { transaction_id });
  expect(result).toMatchObject({ status: 'Succeeded' });
  expect((await fetch(result.url)).status).toBe(200);
  const thumbnail = await call<Transaction>('thumbnail', { ...order, width: 64, height: 48 });
  expect(await call('thumbnail/result_file', thumbnail)).toMatchObject({ status: 'Succeeded' });

  const resource = await call<{ resource_id: string }>('resources', {
    file_url: 'https://host/pump.step',
    order: { number: 4711 },
  });
  const said = { resource_id: resource.resource_id, info: { message: 'look at the flange', extra: { place: 3 } } };
  const comment = await call<{ comment_id: string }>('POST comments', said);
  expect(await call('GET comments', resource)).toMatchObject({ comments: [{ ...said, ...comment }] });
  expect(await call('DELETE api/comments', comment)).toEqual({ message: 'Ok' });
  expect(await call('GET comments', resource)).toEqual({ comments: [] });
  await expect(call('DELETE comments', comment)).rejects.toMatchObject({
    type: 'NotFound',
    message: expect.stringContaining('comment not found'),
  });

  const room_id = resource.resource_id;
  const user = await call<{ user_id: string }>('POST rooms', { room_id });
  expect(user).toEqual({ user_id: expect.any(String) });
  expect(await call('DELETE rooms', { room_id, ...user })).toEqual({ message: 'Ok' });
};
