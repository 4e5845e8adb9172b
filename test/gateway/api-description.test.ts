import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PlatformKind } from '../../contracts/kinds.ts';
import { simulators } from '../../platforms/simulators.ts';
import { readSyncDeclaration } from '../../platforms/syncs.ts';
import { type ApiDescription, createCheck, type DescribedSchema, operationsOf } from '../support/api-description.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

/** One of each kind, of which nothing is asked. */
const platforms = Object.fromEntries(
  simulators.map(({ kind, settings }) => [kind, { kind, ...settings('http://127.0.0.1:9') }]),
);

let system: TestSystem;
let gateway: TestGateway;
let document: ApiDescription;

beforeAll(async () => {
  system = await startSystem();
  gateway = await startGateway(system, {}, { platforms });
  document = (await gateway.call<ApiDescription>('/openapi.json')).body;
});

afterAll(async () => {
  await gateway.stop();
  await system[Symbol.asyncDispose]();
});

/** Every schema, with the place where it stands. */
function* schemasOf(schema: DescribedSchema, place: string): Generator<{ schema: DescribedSchema; place: string }> {
  yield { schema, place };
  for (const [key, child] of Object.entries(schema.properties ?? {})) yield* schemasOf(child, `${place}.${key}`);
  if (schema.items !== undefined) yield* schemasOf(schema.items, `${place}[]`);
  if (typeof schema.additionalProperties === 'object') yield* schemasOf(schema.additionalProperties, `${place}{}`);
  for (const [position, child] of (schema.anyOf ?? []).entries()) yield* schemasOf(child, `${place}|${position}`);
}

test('the page /docs shows the same description', async () => {
  expect((await gateway.call('/docs/json')).body).toEqual(document);
  const page = await gateway.call<string>('/docs/');
  expect(page.body).toContain('swagger-initializer.js');
});

test('what is taken of a folder is told', () => {
  expect(document).toMatchObject({ 'x-source-extensions': expect.arrayContaining(['ifc', 'rvt']) });
});

describe('servers', () => {
  test('are where the gateway listens, and where the description was read', () => {
    expect(document.servers.map(({ url }) => url)).toEqual([gateway.url, '/']);
  });

  test('are what the configuration says, of a gateway that others know by another address', async () => {
    await using other = await startGateway(system, { publicUrl: 'https://models.example.com/gateway/' });
    const { body } = await other.call<ApiDescription>('/openapi.json');
    expect(body.servers.map(({ url }) => url)).toEqual(['https://models.example.com/gateway', '/']);
  });

  test('are no address that stands for all of a machine', async () => {
    await using other = await startGateway(system, { host: '0.0.0.0' });
    const { body } = await other.call<ApiDescription>('/openapi.json');
    expect(body.servers.map(({ url }) => url)).toEqual(['/']);
  });
});

test('every call has a name of its own that is one word, a summary, and words for parameters and answers', () => {
  const operations = operationsOf(document);
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(ids.filter((id) => !/^[a-z][A-Za-z]+$/.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
  const wanting = operations.flatMap(({ name, operation: { summary, parameters = [], responses } }) => [
    ...(summary === undefined ? [`${name}: no summary`] : []),
    ...parameters.filter(({ description }) => !description).map((one) => `${name}: parameter ${one.name}`),
    ...Object.entries(responses)
      .filter(([, { description }]) => description === 'Default Response')
      .map(([status]) => `${name}: answer ${status}`),
  ]);
  expect(wanting).toEqual([]);
});

test('every object has a name, and every property a description', () => {
  const wanting: string[] = [];
  for (const [name, component] of Object.entries(document.components.schemas)) {
    if (!component.description) wanting.push(`${name}: no description`);
    for (const { schema, place } of schemasOf(component, name)) {
      if (place !== name && schema.properties !== undefined) wanting.push(`${place}: no name`);
      for (const [key, property] of Object.entries(schema.properties ?? {})) {
        if (property.$ref === undefined && !property.description) wanting.push(`${place}.${key}: no description`);
      }
    }
  }
  for (const { name, operation } of operationsOf(document)) {
    const contents = [operation.requestBody?.content, ...Object.values(operation.responses).map((one) => one.content)];
    for (const { schema } of contents.flatMap((content) => Object.values(content ?? {}))) {
      for (const found of schemasOf(schema, name)) {
        if (found.schema.properties !== undefined) wanting.push(`${found.place}: no name`);
      }
    }
  }
  expect(wanting).toEqual([]);
});

describe('examples', () => {
  test('are as their schemas say, and every body and answer in JSON has one', () => {
    const check = createCheck(document);
    const wrong = Object.entries(document.components.schemas).flatMap(([name, schema]) =>
      (schema.examples ?? []).flatMap((example) => check(schema, example).map((line) => `${name}: ${line}`)),
    );
    expect(wrong).toEqual([]);
    const nameOf = ({ $ref = '' }: DescribedSchema) => $ref.replace('#/components/schemas/', '');
    const wanting = operationsOf(document).flatMap(({ name, operation: { requestBody, responses } }) => {
      const contents = [requestBody?.content, ...Object.values(responses).map(({ content }) => content)];
      return contents
        .flatMap((content) => Object.entries(content ?? {}))
        .filter(([type]) => type.endsWith('json'))
        .flatMap(([, { schema, examples }]) => {
          const own = document.components.schemas[nameOf(schema)]?.examples;
          return own === undefined && examples === undefined ? [`${name}: ${nameOf(schema)}`] : [];
        });
    });
    expect(wanting).toEqual([]);
  });

  test('of requests are taken, but that their sources are not there', async () => {
    const examples = document.paths['/v1/ingestions']?.['post']?.requestBody?.content['application/json']?.examples;
    const values = Object.values(examples ?? {}).map(({ value }) => value);
    expect(values.length).toBe(simulators.length - 1);
    for (const body of values) {
      const { status, body: problem } = await gateway.call('/v1/ingestions', { body });
      expect([status, problem]).toEqual([
        403,
        expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/files/0/source' })] }),
      ]);
    }
  });

  test('of syncs are declarations that are taken', () => {
    const content = document.paths['/v1/syncs/{name}']?.['put']?.requestBody?.content['application/json'];
    const values = Object.values(content?.examples ?? {}).map(({ value }) => value);
    expect(values.length).toBe(simulators.length - 1);
    // as: the name of each of these platforms is its kind.
    const kindOf = (platform: string) => platform as PlatformKind;
    for (const value of values) expect(() => readSyncDeclaration(value, { kindOf })).not.toThrow();
  });
});
