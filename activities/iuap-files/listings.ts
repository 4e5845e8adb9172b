import type { Attachment, IuapFilesClient, Place } from '../../platforms/iuap-files/client.ts';

/** What groups have attached, by name. */
export interface Listings {
  /** As it was when it was first asked for. */
  of(place: Place): Promise<ReadonlyMap<string, Attachment>>;
  /** As it is now. */
  fresh(place: Place): Promise<ReadonlyMap<string, Attachment>>;
}

/** Listings for one attempt of a step: a group is asked for once, however many of its files there are. */
export function createListings(client: Pick<IuapFilesClient, 'query'>, signal: AbortSignal): Listings {
  const known = new Map<string, Promise<ReadonlyMap<string, Attachment>>>();

  async function fresh({ filepath, groupname }: Place): Promise<ReadonlyMap<string, Attachment>> {
    const attachments = await client.query({ filepath, groupname }, signal);
    return new Map(attachments.map((one) => [one.name, one]));
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
