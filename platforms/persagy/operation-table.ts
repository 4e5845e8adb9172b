import type { OperationField, OperationInfo, OperationTable } from '../../lib/operations/definition.ts';
import { parseBySchema } from '../../lib/requests/schema-problems.ts';
import { say } from '../../lib/words/say.ts';
import { endpoints, type OperationName } from './endpoints.ts';
import { type Fields, meaningOf } from './field.ts';
import { sessionFields } from './fields.ts';
import { secretFieldsOf } from './secrets.ts';
import { inputSchema } from './shapes.ts';

/** The operations of the platform, for those who call them by name. */
export const operationTable: OperationTable = {
  operations: Object.entries(endpoints).map(
    ([name, endpoint]): OperationInfo => ({
      id: name,
      name,
      method: endpoint.method,
      path: endpoint.path,
      text: endpoint.text,
      effect: endpoint.effect,
      secrets: secretFieldsOf(endpoint),
      fields: [
        ...told(endpoint.required, 'required'),
        ...told(endpoint.optional, 'optional'),
        ...told(Object.fromEntries(endpoint.session.map((field) => [field, sessionFields[field]])), 'added'),
      ],
    }),
  ),
  problems(name, input) {
    const parsed = parseBySchema(inputSchema(endpoints[name as OperationName], 'reference'), input); // as: one of ours
    return 'data' in parsed ? [] : parsed.problems;
  },
  caution(name, input) {
    const { required, optional, session } = endpoints[name as OperationName]; // as: one of ours
    if (name === 'account/updateSaasAccount' && !Object.hasOwn(input, 'password')) {
      return 'without a password the platform sets it to 123456';
    }
    if (name === 'account/createSaasAccount' && !Object.hasOwn(input, 'password')) {
      return 'without a password the platform makes it 123456';
    }
    if (name === 'account/logout' && session.includes('accountId') && !Object.hasOwn(input, 'accountId')) {
      return 'without an accountId our own account is logged out, in every other program too';
    }
    const replaced = ['roles', 'auths'].filter((field) => Object.hasOwn({ ...required, ...optional }, field));
    const given = replaced.filter((field) => Object.hasOwn(input, field));
    if (given.length === 0) return undefined;
    return say('{fields} replace what is there, also what others added', { fields: given.join(say(' and ')) });
  },
};

function told(fields: Fields, need: OperationField['need'], above = ''): OperationField[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const place = `${above}${name}`;
    const inner =
      field.kind === 'entries'
        ? [...told(field.required, 'required', `${place}[].`), ...told(field.optional, 'optional', `${place}[].`)]
        : [];
    return [{ name: place, need, text: meaningOf(field) }, ...inner];
  });
}
