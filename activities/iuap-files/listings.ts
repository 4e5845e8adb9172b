import type { Attachment, IuapFilesClient, Place } from '../../platforms/iuap-files/client.ts';

/** What a group has attached. */
export interface Group {
  byName: ReadonlyMap<string, Attachment>;
  byId: ReadonlyMap<string, Attachment>;
}

/** What groups have attached. */
export interface Listings {
  /** As it was when it was first asked for. */
  of(place: Place): Promise<Group>;
  /** As it is now. */
  fresh(place: Place): Promise<Group>;
}

/** Listings for one attempt of a step: a group is asked for once, however many of its files there are. */
export function createListings(client: Pick<IuapFilesClient, 'query'>, signal: AbortSignal): Listings {
  const known = new Map<string, Promise<Group>>();

  async function fresh({ filepath, groupname }: Place): Promise<Group> {
    const attachments = await client.query({ filepath, groupname }, signal);
    return {
      byName: new Map(attachments.map((one) => [one.name, one])),
      byId: new Map(attachments.map((one) => [one.id, one])),
    };
  }

  return {
    fresh,
    of(place) {
      const key = JSON.stringify([place.filepath, place.groupname]);
      const asked = known.get(key) ?? fresh(place);
      known.set(key, asked);
      return asked;
    },
  };
}
