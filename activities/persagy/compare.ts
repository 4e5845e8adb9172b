import { type Difference, endsOf, linkId, type PlannedChange } from '../../contracts/persagy/provision.ts';
import { phraseOf } from '../../contracts/sentences.ts';
import { groupBy } from '../../lib/group-by.ts';
import type { FlatPlan, GivenList, WantedLink, WantedRecord } from './flatten-plan.ts';
import type { PlatformState } from './read-state.ts';
import { textOf } from './text-of.ts';

/** What is set when a record is made and no update changes. */
const KEYS = new Set(['groupCode', 'areaCode', 'projectId', 'roleCode', 'username', 'menuCode', 'funCode', 'appId']);
/** An update sends `valid` as it was read, so it comes before. */
const VALID_STAGE = 6.5;
const LINK_STAGE = 7;
const UNLINK_STAGE = 8;

/** What has to be changed for a platform to be as a plan says. `ours`: links that are remembered. */
export function compare(flat: FlatPlan, state: PlatformState, ours: ReadonlySet<string>): Difference {
  const changes: PlannedChange[] = [];
  const ids: Record<string, string> = {};
  const planned = new Map(flat.records.map((record) => [`${record.kind}:${record.key}`, record]));
  const wantedLinks = groupBy(flat.links, ({ kind, refs }) => `${kind} ${Object.values(refs)[0] ?? ''}`);
  const oursByOwner = groupBy(ours, ownerOf);
  const names = new Map([...state.records].map(([name, record]) => [record.id, name]));
  const going = new Set<string>();
  let unchanged = 0;

  const idOf = (name: string): string | undefined => {
    const id = state.records.get(name)?.id;
    if (id !== undefined) ids[name] = id;
    return id;
  };
  const change = (one: Omit<PlannedChange, 'state'>): void => {
    changes.push({ ...one, state: 'planned' });
  };

  function compareRecord(wanted: WantedRecord): void {
    const { kind, key, fields, defaults, refs, stage } = wanted;
    const present = state.records.get(`${kind}:${key}`);
    const needed = Object.fromEntries(
      Object.entries(refs).filter((entry): entry is [string, string] => entry[1] !== null),
    );
    for (const name of Object.values(needed)) idOf(name);
    if (present === undefined) {
      change({ op: 'create', kind, key, stage, fields: { ...defaults, ...fields }, refs: needed });
      return;
    }
    const { id } = present;
    if (kind === 'project' && present.fields['groupCode'] !== fields['groupCode']) {
      flat.problems.push(
        phraseOf('project {key} is in group {group} of the platform', {
          key,
          group: String(present.fields['groupCode']),
        }),
      );
      return;
    }
    if (kind === 'account' && !isInGroup(present.fields, fields)) {
      const [home, groupCode] = [textOf(present.fields['groupCode']), textOf(fields['groupCode'])];
      if (fields['accountType'] !== '1') {
        const elsewhere = phraseOf(
          'account {key} is in group {home} of the platform, and not in {groupCode}: only administrators of a group (accountType 1) can be in a further one',
          { key, home, groupCode },
        );
        flat.problems.push(elsewhere);
        return;
      }
      const refs = { accountId: `account:${key}`, groupCode: `group:${groupCode}` };
      flat.links.push({ kind: 'accountGroup', key: `${key} → ${groupCode}`, groupCode, refs });
    }
    const before = changes.length;
    const { valid, ...rest } = fields;
    const isNew = ([name, value]: [string, unknown]) =>
      !KEYS.has(name) && name !== 'password' && !isSame(present.fields[name], value);
    const differing = Object.fromEntries(Object.entries(rest).filter(isNew));
    const moved = Object.entries(refs).filter(([name, to]) => {
      const current = present.fields[name];
      return to === null ? !isSame(current, '') : idOf(to) === undefined || !isSame(current, idOf(to));
    });
    if (Object.keys(differing).length + moved.length > 0) {
      const emptied = Object.fromEntries(moved.filter(([, to]) => to === null).map(([name]) => [name, '']));
      const pointed = Object.fromEntries(moved.filter((entry): entry is [string, string] => entry[1] !== null));
      // An account keeps its password, or gets that of the plan where the platform does not tell it.
      const own = rest['password'] === undefined ? {} : { password: rest['password'] };
      change({ op: 'update', kind, key, id, stage, fields: { ...differing, ...emptied, ...own }, refs: pointed });
    }
    if (kind === 'account' && valid !== undefined && !isSame(present.fields['valid'], valid)) {
      const { groupCode } = present.fields;
      change({ op: valid === '0' ? 'disable' : 'enable', kind, key, id, stage: VALID_STAGE, fields: { groupCode } });
    }
    if (changes.length === before) unchanged += 1;
  }

  function compareLink({ kind, key, groupCode, refs }: WantedLink, linkedMenus: ReadonlySet<string>): void {
    const place = placeOf(kind, refs);
    if (place === undefined) return;
    for (const [field, name] of Object.entries(place.refs)) {
      if (idOf(name) !== undefined || planned.has(name)) continue;
      const end = name.replace(':', ' ');
      flat.problems.push(phraseOf('{key}: neither the plan nor the platform has {end} ({field})', { key, end, field }));
      return;
    }
    const id = linkIdOf(kind, place.refs);
    const isBare = kind === 'roleMenu' && refs['functionId'] === undefined;
    // A menu of which a function is linked, and stays so, is linked.
    const isThere = id !== undefined && (state.links.has(id) || (isBare && linkedMenus.has(menuOf(id))));
    const home = kind === 'accountGroup' ? state.records.get(refs['accountId'] ?? '')?.fields['groupCode'] : undefined;
    if (isThere || home === groupCode || (kind === 'accountGroup' && id !== undefined && ours.has(id))) {
      unchanged += 1;
      return;
    }
    change({ op: 'link', kind, key, stage: LINK_STAGE, fields: { groupCode, ...place.fields }, refs: place.refs });
  }

  /** A project is given in its area, so that has to be known; of the other links the ends say all. */
  function placeOf(kind: string, refs: Record<string, string>) {
    if (kind !== 'accountProject') return { refs, fields: {} };
    const name = refs['projectId'] ?? '';
    const area = planned.get(name)?.refs['areaId'];
    if (typeof area === 'string') return { refs: { ...refs, areaId: area }, fields: {} };
    const areaId = area === null ? undefined : state.records.get(name)?.fields['areaId'];
    if (typeof areaId === 'string' && areaId !== '') return { refs, fields: { areaId } };
    const project = name.replace(':', ' ');
    flat.problems.push(phraseOf('{project} is in no area, so no account can be given it', { project }));
    return undefined;
  }

  function linkIdOf(kind: string, refs: Record<string, string>): string | undefined {
    const ends = endsOf(kind).map((field) => refs[field]);
    const found = ends.map((name) => (name === undefined ? '' : idOf(name)));
    return found.some((id) => id === undefined) ? undefined : linkId(kind, ...found);
  }

  function compareList({ kind, owner, groupCode, leftAlone }: GivenList): void {
    const id = idOf(owner);
    if (id === undefined) return;
    const own = wantedLinks.get(`${kind} ${owner}`) ?? [];
    const wanted = new Set(own.map(({ key }) => key));
    const withFunctions = new Set(own.map(({ refs }) => (refs['functionId'] === undefined ? '' : refs['menuId'])));
    for (const link of oursByOwner.get(ownerOf(linkId(kind, id))) ?? []) {
      if (!state.links.has(link)) continue;
      const [, from, ...ends] = link.split('|');
      const [first = '', second] = ends.map((end) => names.get(end) ?? '');
      if (leftAlone.includes(first)) continue;
      const to = (second || first).slice((second || first).indexOf(':') + 1);
      const key = `${owner.slice(owner.indexOf(':') + 1)} → ${to}`;
      // The call that takes a menu would take its functions too, and with one of them the role has the menu anyhow.
      if (kind === 'roleMenu' && second === '' && withFunctions.has(first)) continue;
      // What lies in another group is that group's business.
      if (wanted.has(key) || (kind !== 'accountProject' && kind !== 'roleMenu' && !to.startsWith(`${groupCode}/`)))
        continue;
      const fields = Object.fromEntries(
        endsOf(kind).flatMap((field, index) => {
          const end = [from, ...ends][index];
          return end === undefined || end === '' ? [] : [[field, end]];
        }),
      );
      going.add(link);
      // Projects before their areas, functions before their menus: a call takes what is below with it.
      const isWhole = kind === 'accountArea' || (kind === 'roleMenu' && fields['functionId'] === undefined);
      change({
        op: 'unlink',
        kind,
        key,
        stage: isWhole ? UNLINK_STAGE + 1 : UNLINK_STAGE,
        fields: { groupCode, ...fields },
      });
    }
  }

  for (const record of flat.records) compareRecord(record);
  for (const list of flat.lists) compareList(list);
  const linkedMenus = new Set([...state.links].filter((link) => !going.has(link)).map(menuOf));
  for (const link of flat.links) compareLink(link, linkedMenus);
  const referred = new Set(changes.flatMap(({ refs = {} }) => Object.values(refs)));
  return {
    changes: changes.toSorted((a, b) => a.stage - b.stage),
    ids: Object.fromEntries(Object.entries(ids).filter(([name]) => referred.has(name))),
    unchanged,
  };
}

/** Kind and first end of a link. */
function ownerOf(link: string): string {
  return link.split('|', 2).join('|');
}

/** Role and menu of a link, whichever function it has. */
function menuOf(link: string): string {
  return link.split('|', 3).join('|');
}

/** True too for an account of no group: it is of all. */
function isInGroup(present: Readonly<Record<string, unknown>>, wanted: Readonly<Record<string, unknown>>): boolean {
  return textOf(present['groupCode']) === '' || isSame(present['groupCode'], wanted['groupCode']);
}

/** Codes come as text or as number, and nothing is the same as an empty text. */
function isSame(a: unknown, b: unknown): boolean {
  return textOf(a) === textOf(b);
}
