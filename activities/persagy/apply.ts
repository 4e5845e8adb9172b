import {
  type AppliedChange,
  endsOf,
  type LinkKind,
  linkId,
  type PlannedChange,
  type RecordKind,
} from '../../contracts/persagy/provision.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { PersagyClient } from '../../platforms/persagy/client.ts';
import { CALLED } from './called.ts';
import { isLinked } from './look-up-link.ts';
import { CALLS, lookUp, updateInput } from './records.ts';
import { textOf } from './text-of.ts';

/** What changes are made with. */
export interface Applying {
  client: PersagyClient;
  /** Ids of records by `KIND:KEY`. */
  ids: Readonly<Record<string, string>>;
  /** True when this is a second attempt: what it makes may be there. */
  mayHaveHappened: boolean;
  /** Replaces the reference of a secret. */
  resolveText(text: string): string;
  signal: AbortSignal;
}

/** The calls that link, and those that take a link back. */
const LINK_CALLS = {
  accountGroup: { link: 'account/addSaasAccountGroup', unlink: undefined },
  accountRole: { link: 'accountRole/createSaasAccountRole', unlink: 'accountRole/deleteSaasAccountRole' },
  accountArea: { link: 'accountProject/createSaasAccountProject', unlink: 'accountProject/deleteSaasAccountProject' },
  accountProject: {
    link: 'accountProject/createSaasAccountProject',
    unlink: 'accountProject/deleteSaasAccountProject',
  },
  roleMenu: { link: 'roleMenu/createSaasRoleMenu', unlink: 'roleMenu/deleteSaasRoleMenu' },
} as const;

/** Makes one change. Errors: those of the platform. */
export async function applyChange(applying: Applying, change: PlannedChange): Promise<AppliedChange> {
  const fields = { ...change.fields, ...pointed(applying, change) };
  switch (change.op) {
    case 'create':
      return { state: 'done', id: await create(applying, { ...change, fields }) };
    case 'update':
      await update(applying, { ...change, fields });
      return { state: 'done' };
    case 'enable':
    case 'disable': {
      const name = change.op === 'enable' ? 'account/enableSaasAccount' : 'account/deleteSaasAccount';
      await applying.client.send(name, { accountId: change.id, groupCode: fields['groupCode'] }, applying.signal);
      return { state: 'done' };
    }
    case 'link':
      return await link(applying, change, fields);
    case 'unlink':
      return await unlink(applying, change, fields);
    case 'delete':
      await remove(applying, { ...change, fields });
      return { state: 'done' };
  }
}

/** The ids of what a change points to. */
function pointed({ ids }: Applying, { refs = {}, key }: PlannedChange): Record<string, string> {
  return Object.fromEntries(
    Object.entries(refs).map(([field, name]) => {
      const id = ids[name];
      if (id === undefined) throw new ModelrailError('Internal', `${key}: the id of ${name} is not known`);
      return [field, id];
    }),
  );
}

/** Makes a record; what may have been made before is looked up first, so that nothing is made twice. */
async function create(applying: Applying, change: PlannedChange): Promise<string> {
  const { client, mayHaveHappened, resolveText, signal } = applying;
  const kind = change.kind as RecordKind; // as: only records are created
  if (mayHaveHappened) {
    const there = await lookUp(client, change, signal);
    if (there !== undefined) return there.id;
  }
  const { password } = change.fields;
  const fields = typeof password === 'string' ? { ...change.fields, password: resolveText(password) } : change.fields;
  try {
    const { content } = await client.send(CALLS[kind].create, fields, signal);
    return kind === 'group' ? String(change.fields['groupCode']) : String(content);
  } catch (error) {
    // An answer that cannot be read says nothing of what was done: the platform itself does.
    if (!(error instanceof ModelrailError) || error.isRetryable || error.type !== 'UnexpectedResponse') throw error;
    const there = await lookUp(client, change, signal);
    if (there === undefined) throw error;
    return there.id;
  }
}

/** Replaces a record by itself with what is new in it: what is left out of an update may be emptied. */
async function update({ client, resolveText, signal }: Applying, change: PlannedChange): Promise<void> {
  const kind = change.kind as RecordKind; // as: only records are updated
  const { password, ...changed } = change.fields;
  if (kind === 'account') {
    // The password stays what it is: it is read and sent back within the client.
    const fallback = typeof password === 'string' ? () => resolveText(password) : undefined;
    await client.updateAccount(String(change.id), changed, fallback, signal);
    return;
  }
  const { id } = change;
  const named = { kind, fields: keyOf(kind, change), ...(id === undefined ? {} : { id }) };
  const there = await lookUp(client, named, signal);
  if (there === undefined) throw notThere(kind, change.key);
  await client.send(CALLS[kind].update, updateInput(kind, there.row, there.id, changed), signal);
}

function notThere(kind: RecordKind, key: string): ModelrailError {
  return new ModelrailError('NotFound', sentenceOf('{record} is not there any more', { record: CALLED[kind](key) }));
}

/** The fields by which a record is found, out of what a plan calls it. */
function keyOf(kind: RecordKind, { key }: PlannedChange): Record<string, unknown> {
  const parts = key.split('/');
  const last = parts.at(-1);
  switch (kind) {
    case 'group':
      return { groupCode: key };
    case 'area':
      return { groupCode: parts[0], areaCode: parts.slice(1).join('/') };
    case 'role':
      return { groupCode: parts[0], roleCode: parts.slice(1).join('/') };
    case 'project':
      return { projectId: key };
    case 'account':
      return { username: key };
    case 'menu':
      return { appId: parts[0], menuType: parts[1], menuCode: parts.slice(2).join('/') };
    case 'function':
      return { funCode: last };
  }
}

async function link(
  { client, signal, mayHaveHappened }: Applying,
  { kind, refs = {} }: PlannedChange,
  fields: Readonly<Record<string, unknown>>,
): Promise<AppliedChange> {
  const linkKind = kind as LinkKind; // as: only links are linked
  const own = linkOf({ kind, fields });
  // Another attempt may be refused for another reason than that the first one has made it.
  if (mayHaveHappened && (await isLinked(client, linkKind, fields, signal))) return { state: 'done', link: own };
  try {
    await client.send(LINK_CALLS[linkKind].link, fields, signal);
    return { state: 'done', link: own };
  } catch (error) {
    if (!(error instanceof ModelrailError)) throw error;
    // An answer that cannot be read says nothing of what was done: the platform itself does.
    if (
      !error.isRetryable &&
      error.type === 'UnexpectedResponse' &&
      (await isLinked(client, linkKind, fields, signal))
    ) {
      return { state: 'done', link: own };
    }
    if (error.type !== 'AlreadyExists') throw error;
    // Of a first attempt it was linked by another, and stays theirs.
    const isOurs = mayHaveHappened || kind === 'accountGroup' || Object.keys(refs).length === 0;
    return isOurs ? { state: 'done', link: own } : { state: 'done' };
  }
}

async function unlink(
  { client, signal }: Applying,
  { kind }: PlannedChange,
  fields: Readonly<Record<string, unknown>>,
): Promise<AppliedChange> {
  const call = LINK_CALLS[kind as keyof typeof LINK_CALLS].unlink; // as: only links are unlinked
  if (call === undefined) throw new ModelrailError('Internal', `${kind} has no call that takes it back`);
  await assertAlone({ client, signal }, kind, fields);
  await client.send(call, fields, signal);
  return { state: 'done', link: linkOf({ kind, fields }) };
}

/** A link by the ids of its ends, as it is remembered. */
export function linkOf({ kind, fields }: Pick<PlannedChange, 'kind' | 'fields'>): string {
  return linkId(kind, ...endsOf(kind).map((field) => textOf(fields[field]) || undefined));
}

/**
 * The calls that unlink take with them all that their fields fit: an area its projects, a menu its functions. Those may be others', so an
 * area or a menu is unlinked only when it is linked alone. Error: `PlatformRefused`.
 */
async function assertAlone(
  { client, signal }: Pick<Applying, 'client' | 'signal'>,
  kind: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<void> {
  const [accountId, groupCode] = [String(fields['accountId']), String(fields['groupCode'])];
  if (kind === 'accountArea') {
    const areaId = String(fields['areaId']);
    const input = { accountId, groupCode, areaId };
    const { content } = await client.call('accountProject/querySaasAccountProjectList', input, signal);
    if (content.some(({ projectId }) => Boolean(projectId)))
      throw new ModelrailError('PlatformRefused', AREA_TAKES_MORE);
  }
  if (kind === 'roleMenu' && fields['functionId'] === undefined) {
    const input = { groupCode, roleId: String(fields['roleId']), menuId: String(fields['menuId']) };
    const { content } = await client.call('roleMenu/querySaasRoleMenuList', input, signal);
    if (content.some(({ functionId }) => Boolean(functionId)))
      throw new ModelrailError('PlatformRefused', MENU_TAKES_MORE);
  }
}

const AREA_TAKES_MORE = sentenceOf(
  "the platform's call that unlinks the area would unlink its projects too, which others may have linked",
);
const MENU_TAKES_MORE = sentenceOf(
  "the platform's call that unlinks the menu would unlink its functions too, which others may have linked",
);

/** Takes a record back that this run made; what is gone already is well. */
async function remove({ client, signal }: Applying, { kind, id, fields, key }: PlannedChange): Promise<void> {
  const call = CALLS[kind as RecordKind].delete; // as: only records are deleted
  if (call === undefined) throw new ModelrailError('Internal', `${kind} ${key} has no call that deletes it`);
  const groupCode = kind === 'area' || kind === 'role' ? { groupCode: fields['groupCode'] } : {};
  try {
    await client.send(call, { id, ...groupCode }, signal);
  } catch (error) {
    if (error instanceof ModelrailError && error.type === 'NotFound') return;
    throw error;
  }
}
