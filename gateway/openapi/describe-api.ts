import { isRecord } from '../../lib/config/file.ts';
import { withComponents } from './components.ts';

/** What is made of the routes, as generators of clients like it: with named schemas, and examples beside each body. */
export function describeApi<Document extends object>(made: Document): Document {
  const { document, schemas } = withComponents(made);
  for (const operation of operationsOf(document)) {
    // A HEAD of its own is taken for the one that a GET brings with it.
    operation['operationId'] = String(operation['operationId']).replace(/-head$/, '');
    for (const parameter of parametersOf(operation)) nameHeader(parameter);
    for (const media of bodiesOf(operation)) addExamples(media, schemas);
    for (const media of answersOf(operation)) describeOnce(media);
  }
  const components = 'components' in document && isRecord(document.components) ? document.components : {};
  return { ...document, components: { ...components, schemas } };
}

function operationsOf(document: object): Record<string, unknown>[] {
  const paths = 'paths' in document && isRecord(document.paths) ? document.paths : {};
  return Object.values(paths).flatMap((path) => (isRecord(path) ? Object.values(path).filter(isRecord) : []));
}

function parametersOf({ parameters }: Record<string, unknown>): Record<string, unknown>[] {
  return Array.isArray(parameters) ? parameters.filter(isRecord) : [];
}

/** Servers see the names of headers in small letters; clients write them as the standards do. */
function nameHeader(parameter: Record<string, unknown>): void {
  if (parameter['in'] !== 'header') return;
  parameter['name'] = String(parameter['name']).replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
}

function bodiesOf({ requestBody }: Record<string, unknown>): Record<string, unknown>[] {
  const content = isRecord(requestBody) ? requestBody['content'] : undefined;
  return isRecord(content) ? Object.values(content).filter(isRecord) : [];
}

function answersOf({ responses }: Record<string, unknown>): Record<string, unknown>[] {
  const answers = isRecord(responses) ? Object.values(responses).filter(isRecord) : [];
  return answers.flatMap(({ content }) => (isRecord(content) ? Object.values(content).filter(isRecord) : []));
}

/** What an answer is, it says itself. */
function describeOnce(media: Record<string, unknown>): void {
  const { schema } = media;
  if (isRecord(schema) && '$ref' in schema) media['schema'] = { $ref: schema['$ref'] };
}

/** Of a body that has several forms the first example of each, by the name of its form. */
function addExamples(media: Record<string, unknown>, schemas: Record<string, object>): void {
  const schema = lookUp(media['schema'], schemas);
  const forms: unknown = isRecord(schema) ? schema['anyOf'] : undefined;
  if (!Array.isArray(forms)) return;
  const examples = forms.flatMap((form: unknown) => {
    const found = lookUp(form, schemas);
    const examples: unknown = isRecord(found) ? found['examples'] : undefined;
    if (!isRecord(form) || !Array.isArray(examples)) return [];
    return [[String(form['$ref']).replace(/^.*\//, ''), { value: examples[0] as unknown }] as const];
  });
  if (examples.length > 0) media['examples'] = Object.fromEntries(examples);
}

function lookUp(schema: unknown, schemas: Record<string, object>): unknown {
  const reference = isRecord(schema) ? schema['$ref'] : undefined;
  return typeof reference === 'string' ? schemas[reference.replace(/^.*\//, '')] : schema;
}
